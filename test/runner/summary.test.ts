/** The end of a test run, as people and CI read it. */
import assert from "node:assert/strict"
import type { Outcome, TestOutcome } from "./specs.ts"
import { summarize } from "./summary.ts"

const test = (title: string, state: TestOutcome["state"], message?: string): TestOutcome => ({
  title,
  state,
  durationMs: 1,
  ...(message === undefined ? {} : { message })
})

const report = (name: string, outcome: Outcome) => ({ name, outcome, durationMs: 1234 })

describe("the summary of a test run", () => {
  it("ends with one plain line that sums over the suites", () => {
    const two = [
      report("node", { tests: [test("a", "passed"), test("b", "passed")] }),
      report("editor", { tests: [test("c", "passed"), test("d", "failed", "Error: no\nat x")] })
    ]
    const { lines, passed, failed } = summarize(two, ["sqlite3: not built"])
    assert.deepEqual([passed, failed], [3, 1])
    assert.deepEqual(lines, [
      "Failed",
      "  editor: failed: d (Error: no)",
      "",
      "Left out",
      "  sqlite3: not built",
      "",
      "Suites",
      "  node    2 passed, 0 failed, 1.2 s",
      "  editor  1 passed, 1 failed, 1.2 s",
      "",
      "3 passed, 1 failed"
    ])
  })

  it("counts a test that did not run as failed", () => {
    const { lines, failed } = summarize([report("node", { tests: [test("a", "pending")] })], [])
    assert.equal(failed, 1)
    assert.ok(lines.includes("  node: pending: a"))
  })

  it("counts a suite that could not run as failed", () => {
    const { lines, failed } = summarize(
      [report("node", { tests: [], problem: "no test ran\nlog" })],
      []
    )
    assert.equal(failed, 1)
    assert.ok(lines.includes("  node: no test ran"))
  })

  it("is silent about a step that went well and tests nothing", () => {
    const { lines } = summarize([report("build", { tests: [] })], [])
    assert.deepEqual(lines, ["0 passed, 0 failed"])
  })
})
