/** Perfetto traces: whole JSON, and tracks on which slices never overlap wrongly. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { toLanes } from "../../../sdk/export/lanes.ts"
import { toPerfetto, type TraceEvent } from "../../../sdk/export/perfetto.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { anyRecord } from "../record/arbitrary.ts"
import { NOON_MICROS, run, span } from "./sample.ts"

const eventsOf = (records: readonly LapRecord[]): readonly TraceEvent[] =>
  JSON.parse([...toPerfetto(records)].join("")).traceEvents

/** Spans drawn one below the other, `name parent |---|`, ten milliseconds a character. */
const drawn = (picture: string): readonly LapRecord[] =>
  picture
    .trim()
    .split("\n")
    .map((row) => {
      const [, name = "", parent = "", bar = ""] =
        /^(\w+) +(\w+|·) +\|(-*)\|$/.exec(row.trim()) ?? assert.fail(row)
      const gap = row.trim().indexOf("|")
      const durationMs = (bar.length + 1) * 10
      return span({
        name,
        spanId: name,
        parentSpanId: parent === "·" ? undefined : parent,
        durationMs,
        endMicros: NOON_MICROS + (gap * 10 + durationMs) * 1_000
      })
    })

const tracks = (records: readonly LapRecord[]): readonly string[] =>
  Object.values(
    Object.groupBy(
      eventsOf(records).filter(({ ph }) => ph === "X"),
      ({ tid }) => String(tid)
    )
  ).map((events = []) => events.map(({ name }) => name).join(" "))

describe("a Perfetto trace", () => {
  it("nests children under their parents on one track", () => {
    assert.deepEqual(
      tracks(
        drawn(`
          turn  ·    |----------|
          model turn  |--|
          tool  turn      |---|
          query tool       |-|
          next  ·                |---|`)
      ),
      ["turn model tool query next"]
    )
  })

  it("puts what runs at the same time on a track of its own, with what is inside", () => {
    assert.deepEqual(
      tracks(
        drawn(`
          turn  ·    |-----------|
          one   turn  |-------|
          a     one    |--|
          two   turn   |------|
          b     two     |--|
          late  turn           |-|
          other ·                 |--|`)
      ),
      ["turn one a late other", "two b"]
    )
  })

  it("lets rounding put no child beside its parent", () => {
    const parent = span({
      name: "p",
      spanId: "p",
      parentSpanId: undefined,
      durationMs: 0.8008,
      endMicros: NOON_MICROS
    })
    const child = span({
      name: "c",
      spanId: "c",
      parentSpanId: "p",
      durationMs: 0.8004,
      endMicros: NOON_MICROS - 1
    })
    assert.deepEqual(tracks([child, parent]), ["p c"])
  })

  it("has a process a run, counters, source lines and ids", () => {
    const events = eventsOf([...run, span({ runId: "another", name: "x" })])
    const names = events
      .filter(({ name }) => name === "process_name")
      .map(({ args }) => args["name"])
    assert.deepEqual(names, ["returns 00000000000000aa", "unknown_service another"])
    const counter = events.find(({ ph }) => ph === "C")
    assert.deepEqual(
      [counter?.name, counter?.args],
      ["process.memory.rss_bytes", { value: 1_048_576 }]
    )
    const tool = events.find(({ cat }) => cat === "tool_execution")
    assert.equal(tool?.args["source"], "agent/tools/check-eligibility.ts:42")
    assert.equal(tool.args["span_id"], "00000000000000b3")
    assert.equal(tool.args["error.message"], "database is locked")
  })

  it("is whole JSON whatever the records hold", () => {
    fc.assert(fc.property(fc.array(anyRecord), (records) => void eventsOf(records)))
  })

  it("has no two slices on a track that overlap and do not enclose each other", () => {
    const items = fc.array(
      fc.record({
        startMicros: fc.nat({ max: 60 }),
        length: fc.nat({ max: 30 }),
        parent: fc.nat({ max: 25 })
      }),
      { maxLength: 25 }
    )
    fc.assert(
      fc.property(items, (drawn) => {
        const intervals = drawn.map(({ startMicros, length, parent }, at) => ({
          startMicros,
          endMicros: startMicros + length,
          id: String(at),
          parentId: String(parent)
        }))
        const placed = toLanes(intervals)
        assert.equal(placed.length, intervals.length)
        for (const one of placed) {
          assert(one.startMicros <= one.endMicros)
          for (const other of placed) {
            if (one === other || one.lane !== other.lane) continue
            const isApart = one.endMicros <= other.startMicros || other.endMicros <= one.startMicros
            const encloses =
              one.startMicros <= other.startMicros && other.endMicros <= one.endMicros
            const isInside =
              other.startMicros <= one.startMicros && one.endMicros <= other.endMicros
            assert(isApart || encloses || isInside)
          }
        }
      }),
      { numRuns: 500 }
    )
  })

  it("takes a chain of 100,000 spans, and one that bites its tail", () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => ({
      startMicros: at,
      endMicros: 200_000 - at,
      id: String(at),
      parentId: String(at - 1)
    }))
    assert(toLanes(chain).every(({ lane }) => lane === 0))
    const loop = [0, 1, 2].map((at) => ({
      startMicros: at,
      endMicros: 9,
      id: String(at),
      parentId: String((at + 1) % 3)
    }))
    assert.equal(toLanes(loop).length, 3)
  })
})
