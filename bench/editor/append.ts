/** From a line that an agent appends to the lens that shows it, in pixels. */
import { execFileSync } from "node:child_process"
import { appendFileSync, readdirSync } from "node:fs"
import path from "node:path"
import { repositoryRoot } from "../../test/vscode-host/pieces.ts"
import { type Subject, withWindow } from "./subject.ts"

const FIRST_RUNS = 5

const lineOf = (count: number): string =>
  `${JSON.stringify({
    v: 1,
    timestamp: new Date().toISOString(),
    metric: "db_query",
    name: "find order",
    duration_ms: 20,
    trace_id: `${count}`.padStart(32, "a"),
    span_id: `${count}`.padStart(16, "b"),
    "code.file.path": "src/returns.ts",
    "code.line.number": 4,
    "code.function.name": "findOrder"
  })}\n`

/** Gives the page a promise of the moment, in milliseconds since the epoch, when a drawn lens says `n count`. */
const watchFor = (count: number): string => `
  globalThis.laplineDrawn = new Promise((resolve) => {
    const wanted = / n ${count} /
    const says = () => [...document.querySelectorAll(".codelens-decoration")].some((lens) =>
      wanted.test(lens.textContent.replace(/[\\u00a0\\s]+/g, " ") + " "))
    const look = () => {
      if (!says()) return
      observer.disconnect()
      // The frame that draws it is over when a task that follows it runs.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(Date.now())
        port2.postMessage(0)
      })
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  undefined`

/** Milliseconds from each appended line to its lens; the gaps between them are of different lengths. */
export const measureAppends = (subject: Subject, rounds: number): Promise<readonly number[]> =>
  withWindow(subject, path.join(repositoryRoot, "test/fixtures/workspace"), async (window) => {
    const { workspace, ui, page } = window
    execFileSync(process.execPath, ["agent.mjs", "boots too small", "--runs", `${FIRST_RUNS}`], {
      cwd: workspace
    })
    const logs = path.join(workspace, ".lapline")
    const log = path.join(logs, readdirSync(logs).find((name) => name.endsWith(".jsonl")) ?? "")
    await ui.openFile("src/returns.ts")
    await ui.waitCodeLens(`n ${FIRST_RUNS} `)
    await ui.focusEditor()
    const times: number[] = []
    for (let round = 1; round <= rounds; round++) {
      // Past the second asking that follows each change.
      await new Promise((resolve) => setTimeout(resolve, 1_600 + ((round * 137) % 400)))
      await page.evaluate(watchFor(FIRST_RUNS + round))
      appendFileSync(log, lineOf(round))
      const writtenAt = Date.now()
      times.push((await page.evaluate<number>("globalThis.laplineDrawn")) - writtenAt)
    }
    return times
  })
