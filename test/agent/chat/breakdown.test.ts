/** Where the time of a turn went: every instant once, for the innermost. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { breakdownOf, breakdownText, type LogLine } from "../../../agent/chat/breakdown.ts"

const BASE_MS = Date.parse("2026-01-02T03:04:05Z")

/** A line of the trace `t` from `start` to `end`, milliseconds after the base; whole tenths. */
const line = (metric: string, start: number, end: number, trace = "t"): LogLine => ({
  metric,
  step: "total",
  timestamp: `${new Date(BASE_MS + Math.floor(end)).toISOString().slice(0, -1)}${Math.round((end % 1) * 10)}00Z`,
  duration_ms: end - start,
  trace_id: trace,
  session_id: "s"
})

const rounded = (lines: readonly LogLine[]): Readonly<Record<string, number>> => {
  const times = breakdownOf(lines, "s")
  assert(times !== undefined)
  return Object.fromEntries(
    Object.entries(times).map(([key, ms]) => [key, Math.round(ms * 10) / 10])
  )
}

describe("the breakdown of a turn", () => {
  // turn      0 ------------------------------------- 100
  // llm_call     10 -------------- 50
  // rag            12 ---- 22
  // db               15-17
  // tools                            50 --------- 80
  //                                     55 ----------- 85
  // db                                     60-70
  const lines = [
    line("db_query", 15, 17.5),
    line("rag_query", 12, 22),
    line("llm_call", 10, 50),
    line("db_transaction", 60, 70),
    line("db_query", 62, 69),
    line("tool_execution", 50, 80),
    line("tool_execution", 55, 85),
    line("db_query", 0, 100, "other"),
    line("turn", 0, 100)
  ]

  it("counts an instant once, for the innermost operation it was in", () => {
    assert.deepEqual(rounded(lines), {
      turn: 100,
      model: 30,
      tools: 25,
      database: 12.5,
      rag: 7.5,
      own: 25
    })
  })

  it("is of the session's last turn", () => {
    const later = [line("llm_call", 200, 230, "u"), line("turn", 200, 250, "u")]
    assert.equal(rounded([...lines, ...later])["model"], 30)
    assert.equal(rounded([...lines, ...later])["own"], 20)
    assert.equal(breakdownOf(lines, "somebody else"), undefined)
  })

  it("adds up to the turn, whatever overlaps", () => {
    const metrics = [
      "llm_call",
      "tool_execution",
      "rag_query",
      "db_query",
      "db_commit",
      "iteration"
    ]
    const spans = fc.array(fc.tuple(fc.constantFrom(...metrics), fc.nat(999), fc.nat(999)))
    fc.assert(
      fc.property(spans, (drawn) => {
        const inside = drawn.map(([metric, a, b]) => line(metric, Math.min(a, b), Math.max(a, b)))
        const times = rounded([...inside, line("turn", 0, 1_000)])
        const { turn, ...parts } = times
        const sum = Object.values(parts).reduce((total, ms) => total + ms, 0)
        assert.equal(Math.round(sum), turn)
        for (const ms of Object.values(parts)) assert(ms >= 0)
      })
    )
  })

  it("is told in three digits and a unit", () => {
    const times = { turn: 1_240, model: 980, tools: 120.4, database: 80.2, rag: 40, own: 0 }
    assert.equal(
      breakdownText(times),
      "1.24 s: model 980 ms · tools 120 ms · database 80.2 ms · RAG 40.0 ms · own 0.0 ms"
    )
  })
})
