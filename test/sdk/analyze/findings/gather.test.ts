/** Sightings of many turns, gathered to findings. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { createStore } from "../../../../sdk/analyze/store.ts"
import { anyTrace } from "../any-trace.ts"
import { aRecord, drawTrace } from "../drawn-trace.ts"
import { findingsIn } from "./drawn-findings.ts"

const ORIGIN = 1_765_713_600_000_000

const SLOW = `
   turn       [===============]
     db:slow   [==========]`
const QUICK = `
   turn       [===============]`

const traces = (drawing: string, count: number, scale: number): readonly LapRecord[] =>
  Array.from({ length: count }, (_, at) =>
    drawTrace(drawing, `${drawing.length}-${at}`).map((record) => ({
      ...record,
      durationMs: (record.durationMs ?? 0) * scale
    }))
  ).flat()

describe("gathered findings", () => {
  it("say in how many of how many turns, and what each of those lost", () => {
    const [finding] = findingsIn([
      ...traces(SLOW, 2, 10),
      ...traces(`${SLOW} `, 1, 20),
      ...traces(QUICK, 5, 10)
    ])
    assert.equal(finding?.code, "slow-query")
    assert.deepEqual([finding.affected, finding.examined, finding.per], [3, 8, "turn"])
    assert.equal(finding.savingMs, 146.666667)
    assert.match(finding.message, /220 ms/, "the worst case is told")
  })

  it("take several of one line in one turn for one case, and add up their savings", () => {
    const [finding] = findingsIn(
      traces(
        `
   turn       [=========================]
     db:slow   [==========]
     db:slow               [==========]`,
        3,
        10
      )
    )
    assert.deepEqual([finding?.affected, finding?.examined, finding?.savingMs], [3, 3, 220])
    const [repeated] = findingsIn([
      ...traces(
        `
   turn       [===================================]
     fetch:a   [==]!
       db:slow []
     fetch:a       [==]
     step            [=======================]
       fetch:a       [==]!
       fetch:a            [==]`,
        2,
        1
      )
    ])
    assert.deepEqual([repeated?.code, repeated?.affected, repeated?.savingMs], ["retry", 2, 9])
  })

  it("leave out what was slow once in a while", () => {
    const found = (slow: number, quick: number): number =>
      findingsIn([...traces(SLOW, slow, 10), ...traces(QUICK, quick, 10)]).length
    assert.equal(found(1, 3), 1, "of a few turns one may be all there is to see")
    assert.equal(found(1, 4), 0)
    assert.equal(found(2, 3), 1)
    assert.equal(found(2, 17), 1)
    assert.equal(found(2, 18), 0)
    assert.equal(found(3, 17), 1)
    assert.equal(found(3, 57), 1)
    assert.equal(found(3, 58), 0)
  })

  it("want what is the exception for its line in a quarter of the turns", () => {
    const mostlyQuick = `
   turn       [================]
     db:slow   [==========]
     db:slow               []
     db:slow                []`
    const found = (slow: number, quick: number): number =>
      findingsIn([...traces(mostlyQuick, slow, 10), ...traces(QUICK, quick, 10)]).length
    assert.equal(found(5, 15), 1)
    assert.equal(found(5, 16), 0)
    assert.equal(found(1, 0), 1)
    assert.equal(
      findingsIn([
        ...traces(mostlyQuick, 2, 10),
        ...traces(SLOW, 3, 10),
        ...traces(QUICK, 35, 10)
      ])[0]?.affected,
      5,
      "they count where it is the rule in other turns"
    )
  })

  it("count a trace without a turn as one, and a span that stands alone as none", () => {
    const [finding] = findingsIn([
      ...traces(SLOW.replace("turn", "work"), 1, 10),
      ...traces(QUICK.replace("turn", "work"), 100, 10)
    ])
    assert.deepEqual([finding?.affected, finding?.examined], [1, 1])
  })

  it("count turns whose spans were let go, once", () => {
    const store = createStore({ maxSpans: 10 })
    for (const record of traces(SLOW, 50, 10)) {
      store.add(record)
      store.report()
    }
    const [finding] = store.report().findings
    assert.deepEqual([finding?.affected, finding?.examined], [50, 50])
  })

  it("put first what saves most over all turns", () => {
    const findings = findingsIn([
      ...traces(SLOW, 7, 10),
      ...traces(SLOW.replaceAll("db:slow", "db:slower"), 2, 30)
    ])
    assert.deepEqual(
      findings.map(({ site }) => site.name),
      ["db:slow", "db:slower"]
    )
  })

  it("stand a turn of 120,000 spans", () => {
    const metrics = ["llm_call", "tool_execution", "db_query", "db_connection", "rag_query"]
    const turn = { traceId: "big", metric: "turn", spanId: "turn", durationMs: 300_000 }
    const many = Array.from({ length: 119_999 }, (_, at) =>
      aRecord({
        traceId: "big",
        spanId: `s${at}`,
        parentSpanId: "turn",
        metric: metrics[at % 5] ?? "span",
        step: at % 5 === 0 ? "first_token" : "total",
        status: at % 7 === 0 ? "error" : "ok",
        endMicros: ORIGIN + (at + 1) * 2000,
        durationMs: 2
      })
    )
    const found = findingsIn([aRecord({ ...turn, endMicros: ORIGIN + 300_000_000 }), ...many])
    assert.ok(found.length > 0)
  })

  it("are the same for every order of the lines", () => {
    const shuffled = fc
      .tuple(anyTrace, anyTrace)
      .map(([a, b]) => [
        ...a.map((record) => ({ ...record, durationMs: (record.durationMs ?? 0) * 20 })),
        ...b.map((record) => ({ ...record, traceId: "other" }))
      ])
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
        )
      )
    fc.assert(
      fc.property(shuffled, ([all, others]) => {
        assert.deepEqual(findingsIn(others), findingsIn(all))
      })
    )
  })
})
