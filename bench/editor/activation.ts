/** How long the extension takes to come alive, each time in a window of its own. */
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { generate } from "../read/generate.ts"
import { activate, settle, type Subject, withWindow } from "./subject.ts"

/**
 * Milliseconds of each activation: loading the bundle, running `activate` until it resolves. The folder holds a lapline.json and a log
 * of 1,000 records, which came after the window was opened, so that nothing woke the extension before.
 */
export const measureActivations = async (
  subject: Subject,
  windows: number
): Promise<readonly number[]> => {
  const times: number[] = []
  for (let window = 0; window < windows; window++) {
    const durationMs = await withWindow(subject, undefined, async (workbench) => {
      await settle(workbench)
      const { workspace } = workbench
      mkdirSync(path.join(workspace, ".lapline"))
      writeFileSync(path.join(workspace, "lapline.json"), `{ "logs": [".lapline"] }\n`)
      generate({ file: path.join(workspace, ".lapline/bench.jsonl"), records: 1_000 })
      return activate(workbench, subject.id)
    })
    times.push(durationMs)
  }
  return times
}
