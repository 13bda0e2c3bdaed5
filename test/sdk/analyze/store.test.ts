/** The store: same lines, same answer; every line counted; memory bounded. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import type { LapRecord } from "../../../sdk/record/record.ts"
import type { Report } from "../../../sdk/analyze/model.ts"
import { createStore, type StoreOptions } from "../../../sdk/analyze/store.ts"
import { aRecord, drawTrace } from "./drawn-trace.ts"

const storeOf = (records: readonly LapRecord[], options?: StoreOptions) => {
  const store = createStore(options)
  for (const record of records) store.add(record)
  return store
}

const reportOf = (records: readonly LapRecord[], options?: StoreOptions): Report =>
  storeOf(records, options).report()

const id = fc.constantFrom("a", "b", "c", "d", "e", "f", undefined)

const records = fc.array(
  fc
    .record({
      traceId: fc.constantFrom("t1", "t2", undefined),
      spanId: id,
      parentSpanId: id,
      runId: fc.constantFrom("r1", "r2", undefined),
      metric: fc.constantFrom("turn", "tool_execution", "db_query", "startup", "run", "resource"),
      step: fc.constantFrom("total", "total", "fetch"),
      name: fc.constantFrom("x", "y"),
      status: fc.constantFrom("ok", "ok", "error", "timeout", "interrupted"),
      endMicros: fc.constantFrom(1e15, 1e15 + 1500, 1e15 + 20_000, 0, null),
      durationMs: fc.oneof(fc.double({ min: 0, max: 60, noNaN: true }), fc.constantFrom(5, null)),
      code: fc.constantFrom(
        { file: "a.ts", line: 1, function: "f" },
        { file: "a.ts", line: 1, function: "g" },
        { file: undefined, line: undefined, function: undefined }
      ),
      attributes: fc.constantFrom({}, { "process.pid": 7 }, { "process.pid": 8 })
    })
    .map((fields) => aRecord(fields as Partial<LapRecord>)),
  { maxLength: 24 }
)

const shuffled = records.chain((list) =>
  fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))
)

describe("store", () => {
  it("answers the same for every order of the same lines", () => {
    fc.assert(
      fc.property(shuffled, ([list, others]) => {
        assert.deepEqual(reportOf(others), reportOf(list))
      }),
      { numRuns: 1000 }
    )
  })

  it("answers the same whether it was asked after every line or once", () => {
    fc.assert(
      fc.property(records, (list) => {
        const asked = createStore()
        for (const record of list) {
          asked.add(record)
          asked.report()
        }
        assert.deepEqual(asked.report(), reportOf(list))
      }),
      { numRuns: 500 }
    )
  })

  it("counts every line once", () => {
    fc.assert(
      fc.property(records, (list) => {
        const store = storeOf([...list, ...list])
        store.addLineProblem("malformed")
        const { seen, ...fates } = store.report().lines
        assert.equal(seen, list.length * 2 + 1)
        assert.equal(
          Object.values(fates).reduce((sum, n) => sum + n, 0),
          seen
        )
      })
    )
  })

  it("takes a reader's counts in place of its own, and adds the duplicates it found", () => {
    const span = aRecord({ traceId: "t", spanId: "a" })
    const store = storeOf([span, span])
    store.addLineProblem("oversize")
    store.setLineProblems({ duplicate: 3, malformed: 2, oversize: 0, unsupportedVersion: 1 })
    assert.deepEqual(store.report().lines, {
      seen: 8,
      accepted: 1,
      duplicate: 4,
      malformed: 2,
      oversize: 0,
      unsupportedVersion: 1
    })
  })

  it("drops a span with the same id and content, whatever the order of its attributes", () => {
    const span = aRecord({ traceId: "t", spanId: "a", attributes: { x: 1, y: { z: 2, w: 3 } } })
    const again = { ...span, attributes: { y: { w: 3, z: 2 }, x: 1 } }
    const { lines, sites } = reportOf([span, again])
    assert.deepEqual([lines.accepted, lines.duplicate, sites[0]?.count], [1, 1, 1])
  })

  it("keeps two spans of one id with other content, and marks them", () => {
    const store = storeOf([
      aRecord({ traceId: "t", spanId: "a", durationMs: 1 }),
      aRecord({ traceId: "t", spanId: "a", durationMs: 2 })
    ])
    assert.equal(store.report().lines.accepted, 2)
    const marks = store.trace("t")?.nodes.flatMap((node) => node.marks)
    assert.deepEqual(marks, ["duplicate id"])
  })

  it("keeps two lines of the plan that say the same: they carry no id", () => {
    const line = aRecord({ metric: "tool_execution", toolName: "A" })
    assert.equal(reportOf([line, line]).tools[0]?.count, 2)
  })

  it("counts what has no usable duration, and keeps it out of the figures", () => {
    const { untimed, sites, lines } = reportOf([
      aRecord({ name: "a", durationMs: null }),
      aRecord({ name: "b", durationMs: 2 })
    ])
    assert.deepEqual([untimed, lines.accepted, sites.map(({ name }) => name)], [1, 2, ["b"]])
  })

  it("lets traces go past its cap, and keeps their figures", () => {
    const traces = Array.from({ length: 50 }, (_, i) =>
      drawTrace(
        `
        turn       [=========]
          tool:A     [====]!`,
        `t${i}`
      )
    ).flat()
    const { lines: _, ...figures } = reportOf(traces, { maxSpans: 10, viewSpans: 0 })
    const { lines: __, ...expected } = reportOf(traces)
    assert.deepEqual(figures, expected)
    assert.equal(storeOf(traces, { maxSpans: 10, viewSpans: 0 }).trace("t5"), undefined)
  })

  it("holds on to the slowest trace", () => {
    const store = createStore({ maxSpans: 5, viewSpans: 0 })
    for (let ms = 0; ms < 30; ms++) {
      const durationMs = ms === 3 ? 1000 : ms
      store.add(aRecord({ traceId: `t${ms}`, spanId: "a", metric: "turn", durationMs }))
    }
    assert.equal(store.slowestTrace()?.traceId, "t3")
  })

  it("takes the slowest turn before a longer span that is none", () => {
    const store = storeOf([
      aRecord({ traceId: "start", spanId: "a", metric: "startup", durationMs: 1000 }),
      aRecord({ traceId: "turn", spanId: "b", metric: "turn", durationMs: 10 })
    ])
    assert.equal(store.slowestTrace()?.traceId, "turn")
  })

  it("gathers names made from data on their line, and counts all of them", () => {
    const code = { file: "a.ts", line: 3, function: "get" }
    const spans = Array.from({ length: 1000 }, (_, i) => aRecord({ name: `GET /order/${i}`, code }))
    const { sites } = reportOf([...spans, aRecord({ name: "other" })], { maxNames: 10 })
    assert.equal(sites.length, 12)
    const overflow = sites.find(({ name }) => name === "__overflow__")
    assert.deepEqual([overflow?.file, overflow?.line, overflow?.count], ["a.ts", 3, 990])
  })

  it("tells more names apart where no line is known", () => {
    const spans = Array.from({ length: 150 }, (_, i) => aRecord({ name: `GET /order/${i}` }))
    assert.equal(reportOf(spans, { maxNames: 10 }).sites.length, 101)
  })

  it("gathers tools past a thousand, and counts all of them", () => {
    const spans = Array.from({ length: 1500 }, (_, i) =>
      aRecord({ metric: "tool_execution", toolName: `tool ${i}` })
    )
    const { tools } = reportOf(spans)
    assert.equal(tools.length, 1001)
    assert.equal(tools.find(({ tool }) => tool === "__overflow__")?.count, 500)
  })

  it("gathers lines past its cap on sites, and counts all of them", () => {
    const spans = Array.from({ length: 1000 }, (_, line) =>
      aRecord({ code: { file: "a.ts", line, function: undefined } })
    )
    const { sites } = reportOf([...spans, ...spans], { maxSites: 10 })
    assert.equal(sites.length, 11)
    assert.equal(
      sites.reduce((sum, { count }) => sum + count, 0),
      2000
    )
  })

  it("groups by name, metric or session instead of by line", () => {
    const spans = [
      aRecord({ metric: "turn", name: "ask", sessionId: "s1", code: at(1) }),
      aRecord({ metric: "turn", name: "ask", sessionId: "s2", code: at(2) }),
      aRecord({ metric: "db_query", name: "orders", sessionId: "s2", code: at(3) })
    ]
    const names = (groupBy: StoreOptions["groupBy"] & string) =>
      reportOf(spans, { groupBy }).sites.map(({ name, count }) => `${name} ${count}`)
    assert.deepEqual(names("line").sort(), ["ask 1", "ask 1", "orders 1"])
    assert.deepEqual(names("name"), ["ask 2", "orders 1"])
    assert.deepEqual(names("metric"), ["turn 2", "db_query 1"])
    assert.deepEqual(names("session"), ["s1 1", "s2 1"])
  })

  it("keeps the five slowest examples of a site, slowest first", () => {
    const spans = [3, 9, 1, 7, 5, 8, 2].map((durationMs) => aRecord({ durationMs }))
    const { slowest } = reportOf(spans).sites[0] ?? { slowest: [] }
    assert.deepEqual(
      slowest.map(({ durationMs }) => durationMs),
      [9, 8, 7, 5, 3]
    )
  })

  it("chooses among equally slow examples by id, not by order of arrival", () => {
    const spans = ["f", "b", "e", "a", "d", "c"].map((spanId) => aRecord({ traceId: "t", spanId }))
    const { slowest } = reportOf(spans).sites[0] ?? { slowest: [] }
    assert.equal(slowest.map(({ spanId }) => spanId).join(""), "abcde")
  })

  it("lists a run by its header, with its lines, before or after them", () => {
    const header = aRecord({
      metric: "run",
      runId: "r",
      attributes: { "process.pid": 7, "service.name": "agent", "lapline.root": "/app" }
    })
    const { runs } = reportOf([aRecord({ runId: "r" }), header, header, aRecord({ runId: "r" })])
    assert.deepEqual(
      runs.map(({ runId, pid, serviceName, root, records }) => [
        runId,
        pid,
        serviceName,
        root,
        records
      ]),
      [["r", 7, "agent", "/app", 3]]
    )
  })

  it("keeps the newest value and the peak of each resource", () => {
    const line = (endMicros: number, rss: number) =>
      aRecord({ metric: "resource", endMicros, attributes: { rss, host: "x" } })
    const { resources } = reportOf([line(2, 50), line(3, 20), line(1, 90)])
    assert.deepEqual(resources, { rss: { last: 20, max: 90 } })
  })

  it("shrinks the share of a site that later turns did without", () => {
    const store = storeOf(drawTrace("turn [=========]\n  a   [====]", "one"))
    const share = () => store.report().sites.find(({ name }) => name === "a")?.shareOfTurn
    assert.equal(share(), 0.5)
    for (const span of drawTrace("turn [=========]", "two")) store.add(span)
    assert.equal(share(), 0.25)
  })

  it("answers with the same object until something came", () => {
    const store = storeOf([aRecord({ name: "a" }), aRecord({ name: "b" })])
    const first = store.report()
    assert.equal(store.report(), first)
    store.add(aRecord({ name: "b" }))
    const second = store.report()
    assert.notEqual(second, first)
    assert.equal(
      second.sites.find(({ name }) => name === "a"),
      first.sites.find(({ name }) => name === "a")
    )
  })
})

const at = (line: number) => ({ file: "a.ts", line, function: undefined })
