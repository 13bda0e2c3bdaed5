/** Findings about whole runs: start-up, first turns, memory. */

import * as assert from "node:assert/strict"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { aRecord, drawTrace } from "../drawn-trace.ts"
import { findingsIn } from "./drawn-findings.ts"

const ORIGIN = 1_765_713_600_000_000
const header = (start: string): LapRecord =>
  aRecord({ metric: "run", runId: "r", attributes: { "lapline.start": start }, endMicros: ORIGIN })

const codes = (records: Iterable<LapRecord>): readonly string[] =>
  findingsIn(records).map(({ code }) => code)

describe("the finding slow-startup", () => {
  const started = (start: string, scale: number): readonly LapRecord[] => [
    header(start),
    ...drawTrace(`
     startup/total    [==================]
       startup/seed    [=]
       startup/ingest     [=============]`).map((record) => ({
      ...record,
      runId: "r",
      durationMs: (record.durationMs ?? 0) * scale
    }))
  ]

  it("is a step of a second in a warm start", () => {
    const [finding, ...others] = findingsIn(started("warm", 100))
    assert.deepEqual(others, [])
    assert.equal(finding?.code, "slow-startup")
    assert.equal(finding.site.name, "startup/ingest")
    assert.equal(finding.savingMs, 1400)
    assert.deepEqual([finding.per, finding.affected, finding.examined], ["run", 1, 1])
  })
  it("is the slowest where a step was taken twice", () => {
    const twice = [started("warm", 60), started("warm", 100), started("warm", 70)].flatMap(
      (records, at) =>
        records.slice(at === 0 ? 0 : 1).map((record) => ({ ...record, traceId: `s${at}` }))
    )
    const [finding] = findingsIn(twice)
    assert.equal(finding?.savingMs, 1400)
  })
  it("is not a step of a cold start, which has to create its data", () => {
    assert.deepEqual(codes(started("cold", 100)), [])
  })
  it("is not a step of less than a second", () => {
    assert.deepEqual(codes(started("warm", 70)), [])
  })
})

/** Turns one after the other, each with a span `load` in it, of these durations. */
const turns = (...durationsMs: readonly number[]): readonly LapRecord[] => {
  let endMicros = ORIGIN
  return durationsMs.flatMap((durationMs, at) => {
    endMicros += durationMs * 1000
    const ids = { traceId: `t${at}`, runId: "r", endMicros, durationMs }
    return [
      aRecord({ ...ids, metric: "turn", name: "turn", spanId: `a${at}` }),
      aRecord({ ...ids, name: "load", spanId: `b${at}`, parentSpanId: `a${at}` })
    ]
  })
}

describe("the finding cold-call", () => {
  it("is a first turn that takes longer than the others, and where", () => {
    const [finding, ...others] = findingsIn([header("warm"), ...turns(300, 100, 90, 110, 100)])
    assert.deepEqual(others, [])
    assert.equal(finding?.code, "cold-call")
    assert.equal(finding.site.name, "load")
    assert.equal(finding.savingMs, 200)
    assert.match(finding.message, /took 300 ms, the median one 100 ms; most of it in load/)
  })
  it("does not take a turn for the first that began later", () => {
    const [first, ...later] = [turns(100, 100, 100, 100, 300)].flat()
    assert.ok(first !== undefined)
    assert.deepEqual(codes([header("warm"), ...later.toReversed(), first]), [])
  })
  it("is not told of four turns", () => {
    assert.deepEqual(codes([header("warm"), ...turns(300, 100, 90, 110)]), [])
  })
})

describe("the finding leak", () => {
  const heap = (...mebibytes: readonly number[]): readonly LapRecord[] => [
    header("warm"),
    ...mebibytes.map((value, at) =>
      aRecord({
        metric: "resource",
        runId: "r",
        endMicros: ORIGIN + at * 1_000_000,
        attributes: { "process.memory.heap_used_bytes": value * 2 ** 20 }
      })
    )
  ]
  const saw = (rise: number) => Array.from({ length: 24 }, (_, at) => 60 + (at % 4) * 8 + at * rise)

  it("is memory that is never given back again", () => {
    const [finding, ...others] = findingsIn(heap(...saw(5)))
    assert.deepEqual(others, [])
    assert.equal(finding?.code, "leak")
    assert.match(finding.message, /from 100 MiB to 160 MiB/)
    assert.equal(finding.savingMs, null)
  })
  it("is not a heap that comes back down", () => {
    assert.deepEqual(codes(heap(...saw(0))), [])
  })
  it("is not a cache that was filled once", () => {
    assert.deepEqual(codes(heap(...saw(0).map((value, at) => value + (at > 10 ? 80 : 0)))), [])
  })
  it("is not told of a few points", () => {
    assert.deepEqual(codes(heap(...saw(10).slice(0, 15))), [])
  })
})
