/** A log that holds what people and models said names it in its header, and so does every report on it. */

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { repositoryRoot } from "../repository.ts"

const program = `
  import { start, timed } from ${JSON.stringify(pathToFileURL(join(repositoryRoot, "sdk/index.ts")).href)}
  const run = start()
  timed.turn("Told")(() => undefined)()
  await run.stop()`

const node = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {}
): string => {
  const done = spawnSync(process.execPath, args, {
    cwd: repositoryRoot,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", ...environment }
  })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout
}

/** What the header says, and what `lapline report` does, of a process with this environment. */
const told = (environment: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-content-"))
  try {
    node(["--input-type=module", "-e", program], { LAPLINE_DIR: folder, ...environment })
    const [log = ""] = readdirSync(folder)
    const [header = ""] = readFileSync(join(folder, log), "utf8").split("\n")
    const report = (...flags: readonly string[]) =>
      node([join(repositoryRoot, "sdk/cli/main.ts"), "report", folder, ...flags])
    return {
      header: JSON.parse(header).attributes["lapline.content"],
      text: report(),
      markdown: report("--markdown"),
      json: JSON.parse(report("--json")).runs[0].content
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const capture = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true" }

describe("a log with content", function () {
  this.timeout(60_000)

  it("E13 says so, with secrets taken out", () => {
    const { header, text, markdown, json } = told(capture)
    assert.deepEqual([header, json], ["redacted", "redacted"])
    const words = "1 run recorded prompts and answers, secrets taken out"
    assert(text.includes(words), text)
    assert(markdown.includes(words), markdown)
  })

  it("says that they are as they were where redaction is turned off", () => {
    const { header, text, json } = told({ ...capture, LAPLINE_REDACT: "0" })
    assert.deepEqual([header, json], ["raw", "raw"])
    assert(text.includes("1 run recorded prompts and answers, as they were"), text)
  })

  it("says nothing where there is none, though redaction is turned off", () => {
    const { header, text, json } = told({ LAPLINE_REDACT: "0" })
    assert.deepEqual([header, json], [undefined, null])
    assert(!text.includes("prompts"), text)
  })
})
