/** What is let go leaves its figures: a store that holds few spans answers as one that holds all. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { createStore, type StoreOptions } from "../../../sdk/analyze/store.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { anyTrace } from "./any-trace.ts"
import { aRecord, drawTrace } from "./drawn-trace.ts"

const MAX_SPANS = 64
const HOLDS_ALL = { maxSpans: 1e6, viewSpans: 0 }
const HOLDS_FEW = { maxSpans: MAX_SPANS, viewSpans: 0 }

const reportOf = (records: Iterable<LapRecord>, options: StoreOptions) => {
  const store = createStore(options)
  for (const record of records) store.add(record)
  return store.report()
}

/** Each trace under an id of its own, by an arbitrary run and conversation. */
const traces = fc
  .array(fc.tuple(anyTrace, fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 60 })
  .map((list) =>
    list.map(([records, run, isBackwards], at) => {
      const ours = records.map((record) => ({
        ...record,
        traceId: `t${at}`,
        runId: `r${run}`,
        sessionId: `s${at % 7}`,
        endMicros: record.endMicros === null ? null : record.endMicros + at * 60_000
      }))
      return isBackwards ? ours : ours.toReversed()
    })
  )

/**
 * Spans of several traces mixed as processes mix them: never more than a few traces are open at once, so that a trace waits for its next span
 * while no more than `MAX_SPANS / 8` others come.
 */
const mixed = traces.chain((list) =>
  fc.infiniteStream(fc.nat(2)).map((choices) => {
    const waiting = list.map((spans) => [...spans])
    const records: LapRecord[] = []
    const waits = [0, 0, 0]
    while (waiting.length > 0) {
      const open = waiting.slice(0, 3)
      const patient = waits.findIndex((n, at) => at < open.length && n >= MAX_SPANS / 8 - 3)
      const chosen = patient >= 0 ? patient : (choices.next().value ?? 0) % open.length
      const span = open[chosen]?.shift()
      waits.forEach((n, at) => (waits[at] = at === chosen ? 0 : n + 1))
      if (span !== undefined) records.push(span)
      if (open[chosen]?.length === 0) {
        waiting.splice(chosen, 1)
        waits.splice(chosen, 1)
        waits.push(0)
      }
    }
    return records
  })
)

describe("traces that are let go", () => {
  it("leave every figure as it is when all are held, however their spans are mixed", () => {
    fc.assert(
      fc.property(mixed, (records) => {
        const few = reportOf(records, HOLDS_FEW)
        assert.equal(few.lateSpans, 0)
        assert.deepEqual(few, reportOf(records, HOLDS_ALL))
      }),
      { numRuns: 150 }
    )
  })

  it("leave counts, durations and turns as they are in any order of all lines, and tell of late spans", () => {
    const anyOrder = traces.chain((list) => {
      const flat = list.flat()
      return fc.shuffledSubarray(flat, { minLength: flat.length })
    })
    fc.assert(
      fc.property(anyOrder, (records) => {
        const [few, all] = [reportOf(records, HOLDS_FEW), reportOf(records, HOLDS_ALL)]
        const exactOf = ({ lines, untimed, sites, tools }: typeof few) => ({
          lines,
          untimed,
          tools,
          sites: sites
            .map((site) => ({ ...site, selfMs: 0, shareOfTurn: 0 }))
            .sort((a, b) => (a.key < b.key ? -1 : 1))
        })
        assert.deepEqual(exactOf(few), exactOf(all))
        if (few.lateSpans === 0) assert.deepEqual(few.sites, all.sites)
      }),
      { numRuns: 150 }
    )
  })

  it("are waited for while they have not ended, though others come and go", () => {
    const [turn, ...below] = drawTrace("turn [=========]\n  a   [====]\n  b       [==]", "slow")
    assert.ok(turn !== undefined)
    const others = Array.from({ length: 400 }, (_, at) =>
      drawTrace("turn [===]\n  c   [=]", `o${at}`).toReversed()
    ).flat()
    const records = [...below, ...others, turn]
    assert.equal(reportOf(records, HOLDS_FEW).lateSpans, 0)
    const selfMs = ({ sites }: ReturnType<typeof reportOf>) => sites.map((site) => site.selfMs)
    assert.deepEqual(selfMs(reportOf(records, HOLDS_FEW)), selfMs(reportOf(records, HOLDS_ALL)))
  })

  it("have their late spans counted and told", () => {
    const [turn, child] = drawTrace("turn [=========]\n  a   [====]", "first")
    assert.ok(turn !== undefined && child !== undefined)
    const others = Array.from({ length: 400 }, (_, at) => drawTrace("turn [===]", `o${at}`)).flat()
    const { lateSpans, sites, lines } = reportOf(
      // The slowest trace is held for people to see.
      [aRecord({ metric: "turn", traceId: "t", durationMs: 99 }), turn, ...others, child],
      HOLDS_FEW
    )
    assert.deepEqual([lateSpans, lines.accepted], [1, others.length + 3])
    assert.equal(sites.find(({ name }) => name === "a")?.count, 1)
  })

  it("are not cut off while they grow, however long they are", () => {
    const turn = aRecord({ traceId: "long", spanId: "turn", metric: "turn", durationMs: 1000 })
    const below = Array.from({ length: MAX_SPANS * 6 }, (_, at) =>
      aRecord({ traceId: "long", spanId: `s${at}`, parentSpanId: "turn", name: `n${at % 3}` })
    )
    const { lateSpans, turns } = reportOf([...below, turn], HOLDS_FEW)
    assert.deepEqual([lateSpans, turns.count], [0, 1])
  })

  it("are held longest when people may open them: the slowest of each line, and the newest", () => {
    const store = createStore({ maxSpans: 8, viewSpans: 40 })
    for (let at = 200; at > 0; at--) {
      const endMicros = 1_765_713_600_000_000 + at * 1e6
      const durationMs = at === 100 ? 9 : 1
      store.add(aRecord({ traceId: `t${at}`, spanId: "a", metric: "turn", endMicros, durationMs }))
    }
    const held = Array.from({ length: 200 }, (_, at) => at + 1).filter(
      (at) => store.trace(`t${at}`) !== undefined
    )
    for (const at of [200, 199, 190, 180, 100]) assert.ok(held.includes(at), `t${at}`)
    assert.ok(held.length <= 54, `${held.length} held`)
    assert.equal(store.trace("t50"), undefined)
  })
})
