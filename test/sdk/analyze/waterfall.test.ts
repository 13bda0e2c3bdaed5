/** Traces as rows with bars. */

import * as assert from "node:assert/strict"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { buildTrace } from "../../../sdk/analyze/trace-tree.ts"
import { waterfallOf } from "../../../sdk/analyze/waterfall.ts"
import { aRecord, drawTrace } from "./drawn-trace.ts"

const rowsOf = (records: readonly LapRecord[]) => waterfallOf(buildTrace(records)).rows

describe("waterfall", () => {
  it("places bars on the time of the root", () => {
    const rows = rowsOf(
      drawTrace(`
      turn        [=========]
        tool:A      [====]!
        llm              [=======]`)
    )
    assert.deepEqual(
      rows.map(({ depth, name, offsetMs, durationMs, selfMs, bar, status }) => [
        depth,
        name,
        offsetMs,
        durationMs,
        selfMs,
        bar?.from,
        bar?.to,
        status
      ]),
      [
        [0, "turn", 0, 10, 2, 0, 1, "ok"],
        [1, "tool:A", 2, 5, 5, 0.2, 0.7, "error"],
        [1, "llm", 7, 8, 8, 0.7, 1, "ok"]
      ]
    )
  })

  it("gives what lies outside the root, or has no time, no bar", () => {
    const [turn, late, untimed] = [
      ...drawTrace(`
      turn   [==]
        a            [==]`),
      aRecord({ traceId: "trace", parentSpanId: "trace-0", endMicros: null })
    ]
    assert.ok(turn !== undefined && late !== undefined && untimed !== undefined)
    const bars = rowsOf([turn, late, untimed]).map(({ bar }) => bar)
    assert.deepEqual(bars, [{ from: 0, to: 1 }, null, null])
  })

  it("shows a span of no length where it happened", () => {
    const [turn, moment] = drawTrace(`
      turn   [=========]
        a        []`)
    assert.ok(turn !== undefined && moment !== undefined)
    const rows = rowsOf([turn, { ...moment, durationMs: 0 }])
    assert.deepEqual(rows[1]?.bar, { from: 0.5, to: 0.5 })
  })

  it("names a step by what it is a step of", () => {
    const rows = rowsOf([
      aRecord({ name: "execute_tool A", step: "validate" }),
      aRecord({ name: "validate", step: "validate" })
    ])
    assert.deepEqual(
      rows
        .slice(1)
        .map(({ name }) => name)
        .sort(),
      ["validate", "validate · execute_tool A"]
    )
  })

  it("marks the synthetic root", () => {
    const rows = rowsOf(drawTrace("a [==]\nb [==]"))
    assert.deepEqual(
      rows.map(({ isSynthetic, durationMs }) => [isSynthetic, durationMs]),
      [
        [true, 3],
        [false, 3],
        [false, 3]
      ]
    )
  })
})
