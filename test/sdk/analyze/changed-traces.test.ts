/** Traces that change are worked off early enough for no report to find many, and not so often that it costs. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { createChangedTraces, type Growing } from "../../../sdk/analyze/changed-traces.ts"

const MAX_WAITING = 6

/** Which trace each span is of; some traces are much longer than others. */
const spans = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 }), fc.nat(12)), {
  maxLength: 200,
  size: "max"
})

const scene = () => {
  const traces = Array.from({ length: 13 }, (): Growing & { records: number[] } => ({
    records: [],
    counted: 0
  }))
  let cost = 0
  const changed = createChangedTraces<(typeof traces)[number]>((trace) => {
    assert.ok(trace.records.length > trace.counted, "worked off for nothing")
    cost += trace.records.length
  }, MAX_WAITING)
  const add = (at: number) => {
    const trace = traces[at]
    assert.ok(trace)
    trace.records.push(0)
    changed.grew(trace)
  }
  return { traces, changed, add, cost: () => cost }
}

describe("changed traces", () => {
  it("leave few spans to a report, unless they are the last few of a long trace", () => {
    fc.assert(
      fc.property(spans, (list) => {
        const { traces, add } = scene()
        for (const at of list) {
          add(at)
          const waiting = traces
            .filter(({ records, counted }) => records.length >= 2 * counted)
            .reduce((sum, { records, counted }) => sum + records.length - counted, 0)
          assert.ok(waiting <= MAX_WAITING)
        }
      })
    )
  })

  it("cost at most twice what they cost once", () => {
    fc.assert(
      fc.property(spans, (list) => {
        const { add, cost } = scene()
        for (const at of list) add(at)
        assert.ok(cost() <= 2 * list.length)
      })
    )
  })

  it("are all worked off when somebody asks, but for those that were dropped", () => {
    fc.assert(
      fc.property(spans, fc.nat(12), spans, (before, dropped, after) => {
        const { traces, changed, add } = scene()
        before.forEach(add)
        const gone = traces[dropped]
        assert.ok(gone)
        const isBehind = gone.records.length > gone.counted
        const { counted } = gone
        assert.equal(changed.drop(gone), isBehind)
        assert.equal(changed.drop(gone), false)
        changed.workOff()
        assert.equal(gone.counted, counted)
        for (const trace of traces)
          if (trace !== gone) assert.equal(trace.counted, trace.records.length)
        for (const at of after) if (at !== dropped) add(at)
        changed.workOff()
        for (const trace of traces)
          if (trace !== gone) assert.equal(trace.counted, trace.records.length)
      })
    )
  })
})
