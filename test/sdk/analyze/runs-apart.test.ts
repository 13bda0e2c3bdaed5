/** Runs apart, cold and warm starts apart, conversations. */

import * as assert from "node:assert/strict"
import { createStore } from "../../../sdk/analyze/store.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { aRecord } from "./drawn-trace.ts"

const ORIGIN = 1_765_713_600_000_000
let span = 0
const anOperation = (fields: Partial<LapRecord>): LapRecord => {
  span += 1
  return aRecord({ endMicros: ORIGIN + span, spanId: `s${span}`, traceId: `t${span}`, ...fields })
}
const header = (runId: string, start: string): LapRecord =>
  anOperation({ metric: "run", runId, attributes: { "lapline.start": start } })
const turn = (runId: string, durationMs: number, fields: Partial<LapRecord> = {}): LapRecord =>
  anOperation({ metric: "turn", runId, durationMs, ...fields })
const startup = (runId: string, step: string, durationMs: number): LapRecord =>
  anOperation({ metric: "startup", runId, step, durationMs })

const reportOf = (records: readonly LapRecord[]) => {
  const store = createStore()
  for (const record of records) store.add(record)
  return store.report()
}

describe("runs apart", () => {
  it("has the turns of each run beside those of all", () => {
    const { turns, runs } = reportOf([
      header("a", "cold"),
      turn("a", 100),
      turn("a", 300),
      header("b", "warm"),
      turn("b", 50, { status: "error" }),
      turn("nobody", 10)
    ])
    assert.equal(turns.count, 4)
    const byRun = runs.map((run) => [
      run.runId,
      run.turns?.count,
      run.turns?.maxMs,
      run.turns?.errors
    ])
    assert.deepEqual(byRun, [
      ["b", 1, 50, 1],
      ["a", 2, 300, 0]
    ])
  })

  it("tells cold starts from warm ones, wherever the header comes", () => {
    const lines = [
      startup("a", "seed", 90),
      startup("a", "total", 100),
      header("a", "cold"),
      header("b", "warm"),
      startup("b", "total", 10),
      header("c", "warm"),
      startup("c", "total", 20),
      startup("nobody", "total", 7)
    ]
    for (const order of [lines, lines.toReversed()]) {
      assert.deepEqual(
        reportOf(order).startup.map((row) => [row.start, row.step, row.count, row.totalMs]),
        [
          [undefined, "total", 1, 7],
          ["cold", "total", 1, 100],
          ["cold", "seed", 1, 90],
          ["warm", "total", 2, 30]
        ]
      )
    }
  })

  it("tells the starts of many runs apart", () => {
    const runs = Array.from({ length: 40 }, (_, at) => `r${at}`)
    const { startup: rows } = reportOf([
      ...runs.map((runId) => startup(runId, "total", 1)),
      ...runs.map((runId, at) => header(runId, at < 10 ? "cold" : "warm"))
    ])
    assert.deepEqual(
      rows.map(({ start, count }) => [start, count]),
      [
        ["cold", 10],
        ["warm", 30]
      ]
    )
  })

  it("loses no start past a thousand runs", () => {
    const rows = reportOf(
      Array.from({ length: 1200 }, (_, at) => startup(`run${at}`, "total", 1))
    ).startup
    assert.deepEqual(
      rows.map(({ count }) => count),
      [1200]
    )
  })

  it("counts turns and tools of each conversation", () => {
    const tools = (...names: readonly string[]) => ({ attributes: { "lapline.tools": names } })
    const { conversations } = reportOf([
      turn("a", 1, { sessionId: "x", ...tools("A", "B") }),
      turn("a", 1, { sessionId: "x", ...tools("C") }),
      turn("a", 1, { sessionId: "y", ...tools() }),
      turn("a", 1, tools("D"))
    ])
    assert.deepEqual(conversations, { count: 2, turnsMean: 1.5, toolsMean: 1.5, toolsMax: 3 })
  })

  it("has no mean without a conversation", () => {
    const { conversations } = reportOf([])
    assert.deepEqual(conversations, { count: 0, turnsMean: null, toolsMean: null, toolsMax: null })
  })

  it("adds the ledgers of all turns up to their durations", () => {
    const { ledger } = reportOf([turn("a", 1.2344), turn("a", 2)])
    assert.equal(ledger.turns, 2)
    assert.equal(ledger.totalMs, 3.234)
    assert.deepEqual(ledger.owners.at(-1), { owner: "unattributed", totalMs: 3.234, share: 1 })
  })
})
