/** Turns added up, whether their traces are held or gone. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { addBusy, addBusyTime, busyMs, emptyBusyTime } from "../../../sdk/analyze/busy-time.ts"
import { unionMs } from "../../../sdk/analyze/interval.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import { emptyBook, enterTurn, summarizeBook } from "../../../sdk/analyze/turn-book.ts"
import type { TurnFacts } from "../../../sdk/analyze/turn.ts"
import { aRecord } from "./drawn-trace.ts"

const ORIGIN = 1_765_713_600_000_000

const turnFields = fc.record({
  startMs: fc.nat(500),
  durationMs: fc.nat(50),
  run: fc.nat(3),
  session: fc.nat(5),
  tools: fc.array(fc.constantFrom("A", "B"), { maxLength: 3 }),
  failed: fc.boolean()
})

describe("busy time", () => {
  const intervals = fc.array(
    fc.tuple(fc.nat(1000), fc.nat(60)).map(([startMs, ms]) => ({ startMs, endMs: startMs + ms }))
  )

  it("is the length of the union, in whatever order and parts the operations come", () => {
    fc.assert(
      fc.property(intervals, intervals, (some, others) => {
        const [a, b] = [emptyBusyTime(), emptyBusyTime()]
        for (const each of some) addBusy(a, each)
        for (const each of others) addBusy(b, each)
        addBusyTime(a, b)
        assert.equal(busyMs(a), unionMs([...some, ...others]))
        assert.equal(a.count, some.length + others.length)
      })
    )
  })

  it("keeps a bounded number of stretches and no less of the time", () => {
    const busy = emptyBusyTime()
    for (let at = 0; at < 50_000; at++) addBusy(busy, { startMs: at * 2, endMs: at * 2 + 1 })
    assert.ok(busy.stretches.length <= 8192)
    assert.equal(busyMs(busy), 50_000)
  })
})

describe("turns whose traces are gone", () => {
  it("count in every figure as if they were held", () => {
    fc.assert(
      fc.property(fc.array(turnFields, { maxLength: 60 }), (turns) => {
        const [all, few] = [createStore(), createStore({ maxSpans: 5 })]
        for (const [at, each] of turns.entries()) {
          const record = aRecord({
            metric: "turn",
            endMicros: ORIGIN + (each.startMs + each.durationMs) * 1000,
            durationMs: each.durationMs,
            runId: `r${each.run}`,
            sessionId: `s${each.session}`,
            traceId: `t${at}`,
            spanId: `s${at}`,
            status: each.failed ? "error" : "ok",
            attributes: { "lapline.tools": each.tools, "lapline.iterations": each.tools.length }
          })
          all.add(record)
          few.add(record)
        }
        assert.deepEqual(few.report(), all.report())
      })
    )
  })

  it("stay in the sums when there are more sessions and chains than are told apart", () => {
    const book = emptyBook()
    const facts = (at: number): TurnFacts => ({
      runId: `r${at}`,
      sessionId: `s${at}`,
      traceId: undefined,
      spanId: undefined,
      site: { file: undefined, line: undefined, function: undefined, name: "turn" },
      endMicros: ORIGIN + at,
      durationMs: 1,
      failed: false,
      iterations: 1,
      tools: [`tool${at}`]
    })
    for (let at = 0; at < 60_000; at++) enterTurn(book, facts(at))
    const { turns, chains, conversations } = summarizeBook(book)
    assert.equal(turns.count, 60_000)
    assert.equal(book.runs.size, 1000)
    assert.equal(
      chains.reduce((sum, { count }) => sum + count, 0),
      60_000
    )
    assert.deepEqual(chains.at(-1)?.tools, ["__overflow__"])
    assert.equal(conversations.count, 50_001)
    assert.equal((conversations.turnsMean ?? 0) * conversations.count, 60_000)
  })
})
