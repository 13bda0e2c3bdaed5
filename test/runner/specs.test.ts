/** A suite in a process of its own: what it tells of specs that pass, fail, die or do not load. */
import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { runChild } from "./child.ts"
import { type Outcome, readOutcome, type SpecRun } from "./specs.ts"

const main = path.join(import.meta.dirname, "specs-main.ts")

describe("a suite in a process of its own", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-suite-"))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const run = async (
    source: string,
    grep?: string
  ): Promise<Outcome & { readonly said: string }> => {
    const spec = path.join(folder, "it.test.mjs")
    writeFileSync(spec, source)
    const outcomeFile = path.join(folder, "outcome.json")
    const request: SpecRun = {
      specs: [spec],
      color: false,
      outcomeFile,
      ...(grep === undefined ? {} : { grep })
    }
    const { output } = await runChild({
      args: [main],
      cwd: folder,
      environment: { LAPLINE_SPECS: JSON.stringify(request) },
      limitMs: 60_000,
      output: "result"
    })
    return { ...readOutcome(outcomeFile, () => "no outcome"), said: output }
  }

  const states = (outcome: Outcome) => outcome.tests.map(({ title, state }) => [title, state])

  it("tells each test", async () => {
    const outcome = await run(`
      describe("sums", () => {
        it("add", () => {})
        it("fail", () => { throw new Error("no") })
        it("to come")
      })`)
    assert.deepEqual(states(outcome), [
      ["sums add", "passed"],
      ["sums fail", "failed"],
      ["sums to come", "pending"]
    ])
    assert.equal(outcome.tests[1]?.message, "Error: no")
    assert.match(outcome.said, /1 passing/)
  })

  it("runs only what it is asked for", async () => {
    assert.deepEqual(states(await run(`it("a", () => {}); it("b", () => {})`, "b")), [
      ["b", "passed"]
    ])
  })

  it("tells a failing hook as a failure", async () => {
    const outcome = await run(`before(() => { throw new Error("no") }); it("a", () => {})`)
    assert.deepEqual(states(outcome), [['"before all" hook for "a"', "failed"]])
  })

  it("has a problem when a spec does not load, when there is no test, and when one is focused", async () => {
    assert.match((await run("throw new Error('broken')")).problem ?? "", /do not load.*broken/)
    assert.equal((await run("")).problem, "no test ran")
    assert.match((await run(`it["only"]("a", () => {})`)).problem ?? "", /only/)
  })

  it("leaves no outcome when the process dies", async () => {
    const outcome = await run(`it("dies", () => process.kill(process.pid, "SIGKILL"))`)
    assert.equal(outcome.problem, "no outcome")
  })
})
