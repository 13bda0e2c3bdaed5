/** What was measured elsewhere is recorded on the line that logs it, under the span it is logged in. */

import assert from "node:assert/strict"
import { correlate, PerformanceLogger, timed } from "../../../sdk/index.ts"
import { named } from "./log.ts"
import { ancestry, recordPlain } from "./plain.ts"

const logger = new PerformanceLogger("billing", { sessionId: "550e8400", attributes: { tier: 1 } })

describe("a PerformanceLogger", () => {
  it("writes what it is told, on the line of the call", async () => {
    const records = await recordPlain(() =>
      logger.log("llm_call", 812.4, { name: "chat gpt-4o", attributes: { tokens: 7 } })
    )
    const record = named(records, "chat gpt-4o")
    assert.equal(record.durationMs, 812.4)
    assert.deepEqual(
      [record.component, record.metric, record.step],
      ["billing", "llm_call", "total"]
    )
    assert.deepEqual(record.attributes, { tier: 1, tokens: 7 })
    assert.deepEqual([record.sessionId, record.status, record.code.line], ["550e8400", "ok", 13])
    assert.match(`${record.traceId} ${record.spanId}`, /^[0-9a-f]{32} [0-9a-f]{16}$/)
  })

  it("stands in the trace of the span around, with its session unless it is told another", async () => {
    const bound = logger.bind({ orderId: "77893", attributes: { tier: 2 } })
    const records = await recordPlain(() =>
      timed.turn("A")(() => {
        correlate({ sessionId: "of the turn", orderId: "of the turn" })
        new PerformanceLogger().log("db_query", 3)
        bound.log("tool_execution", 4, { toolName: "T" })
        bound.log("tool_execution", 5, { toolName: "T", step: "check", orderId: "last" })
      })()
    )
    assert.equal(ancestry(records, "db_query"), "db_query < invoke_agent A")
    const told = records
      .slice(0, 3)
      .map(({ name, orderId, sessionId }) => [name, sessionId, orderId])
    assert.deepEqual(told, [
      ["db_query", "of the turn", "of the turn"],
      ["execute_tool T", "550e8400", "77893"],
      ["check", "550e8400", "last"]
    ])
  })

  it("says how it failed, leaves out durations that are none, and what must not be told", async () => {
    const records = await recordPlain(() => {
      logger.log("a", 1, { error: new DOMException("late", "TimeoutError") })
      logger.log("b", Number.NaN, { status: "interrupted" })
      logger.log("c", -1, { attributes: { "gen_ai.input.messages": "secret" } })
      logger.log("d", 1, { attributes: { toString: () => "x", big: 1n, self: globalThis } })
    })
    assert.deepEqual(
      records.map(({ durationMs, status }) => [status, durationMs]),
      [
        ["timeout", 1],
        ["interrupted", null],
        ["ok", null],
        ["ok", 1]
      ]
    )
    assert.deepEqual(records[2]?.attributes, { tier: 1 })
  })

  it("does nothing while Lapline is off", () => logger.log("llm_call", 1))
})
