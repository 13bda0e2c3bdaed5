/** How the runs of a conversation are counted, whatever its command tells of them. */
import assert from "node:assert/strict"
import { readProgress } from "../../../extension/editor/progress-line.ts"
import {
  addTallies,
  closeTally,
  countProgress,
  emptyTally
} from "../../../extension/editor/run-tally.ts"
import type { ChildEnd } from "../../../extension/editor/child-run.ts"

const exited = (code: number): ChildEnd => ({ _tag: "Exited", code })
const tallyOf = (lines: readonly string[], end: ChildEnd, runs: number) => {
  const tally = lines
    .map(readProgress)
    .filter((progress) => progress !== undefined)
    .reduce(countProgress, emptyTally)
  const { passed, failed, durationMs, message } = closeTally(tally, end, {
    runs,
    elapsedMs: 900,
    exitWords: (code) => `exit code ${code}`
  })
  return `${passed} passed ${failed} failed ${durationMs} ms${message === undefined ? "" : `: ${message}`}`
}
const good = '{"event":"conversation-end","run":1,"ok":true,"durationMs":100,"failures":[]}'
const bad =
  '{"event":"conversation-end","run":2,"ok":false,"durationMs":50,"failures":["no label"]}'

describe("the tally of a conversation's runs", () => {
  it("counts the runs that the command tells of", () => {
    assert.equal(
      tallyOf([good, "noise", good, bad], exited(1), 3),
      "2 passed 1 failed 250 ms: no label"
    )
  })
  it("takes the exit code for all runs when the command tells nothing", () => {
    assert.equal(tallyOf(["hello"], exited(0), 3), "3 passed 0 failed 900 ms")
    assert.equal(tallyOf([], exited(2), 3), "0 passed 3 failed 900 ms: exit code 2")
  })
  it("counts a crash after good runs as one failure", () => {
    assert.equal(tallyOf([good], exited(134), 3), "1 passed 1 failed 100 ms: exit code 134")
  })
  it("says why a program did not start", () => {
    assert.equal(
      tallyOf([], { _tag: "NotStarted", message: "spawn x ENOENT" }, 3),
      "0 passed 1 failed 900 ms: spawn x ENOENT"
    )
  })
  it("blames nobody for a stop", () => {
    assert.equal(tallyOf([good], { _tag: "Stopped" }, 3), "1 passed 0 failed 100 ms")
  })
  it("adds up", () => {
    assert.deepEqual(
      addTallies([{ passed: 1, failed: 2, durationMs: 3, message: undefined }, emptyTally]),
      { passed: 1, failed: 2, durationMs: 3, message: undefined }
    )
  })
  it("takes no other line for progress", () => {
    for (const line of ["", "{", "{}", '{"event":1}', "[1]", '"x"', "{null"]) {
      assert.equal(readProgress(line), undefined)
    }
  })
})
