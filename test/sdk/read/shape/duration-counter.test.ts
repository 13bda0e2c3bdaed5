/** Durations counted in the walker's memory make the same histograms as durations taken one by one, whatever the log holds. */

import assert from "node:assert/strict"
import fc from "fast-check"
import {
  createHistogram,
  type Histogram,
  merge,
  record,
  recordAll
} from "../../../../sdk/analyze/histogram.ts"
import { makeDurationCounter } from "../../../../sdk/read/shape/duration-counter.ts"
import { makeRecordScanner, type RowSink } from "../../../../sdk/read/shape/record-scanner.ts"
import { makeShapes } from "../../../../sdk/read/shape/shapes.ts"
import type { WalkerKind } from "../../../../sdk/read/shape/walker.ts"
import { chunkLengths, damagedLog } from "./damaged-log.ts"
import { cut } from "./readings.ts"

const scan = (chunks: readonly Buffer[], kind: WalkerKind, sinkFor: (shapes: Shapes) => Sink) => {
  const shapes = makeShapes(kind)
  const sink = { onProblem: () => undefined, onRecord: () => undefined, ...sinkFor(shapes) }
  const scanner = makeRecordScanner({ path: "test.jsonl" }, sink, { shapes })
  for (const chunk of chunks) scanner.push(chunk)
  return shapes
}

type Shapes = ReturnType<typeof makeShapes>
type Sink = Pick<RowSink, "onRow" | "onRows">

/** By name of the operation, what is in a histogram and how many rows there were. */
type Held = ReadonlyMap<string, unknown>

/** Pages by their octave: a histogram may begin with empty ones. */
const contentOf = ({ pages, firstOctave, least, ...rest }: Histogram) => ({
  ...rest,
  pages: pages.flatMap((page, slot) =>
    page?.some((_, at) => at % 3 === 0 && page[at] !== 0) === true
      ? [{ octave: firstOctave + slot, buckets: bucketsOf(page) }]
      : []
  ),
  least: least && bucketsOf(least)
})

const bucketsOf = (page: Float64Array) =>
  Array.from({ length: 64 }, (_, bucket) => [...page.subarray(3 * bucket, 3 * bucket + 3)]).flatMap(
    ([count, minMs, maxMs], bucket) => (count === 0 ? [] : [{ bucket, count, minMs, maxMs }])
  )

const heldBy = (groups: ReadonlyMap<string, Histogram>, rows: ReadonlyMap<string, number>): Held =>
  new Map(
    Array.from(groups, ([name, histogram]): [string, unknown] => [
      name,
      { ...contentOf(histogram), rows: rows.get(name) ?? 0 }
    ])
      .filter(([name]) => (groups.get(name)?.count ?? 0) > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1))
  )

const oneByOne = (chunks: readonly Buffer[], kind: WalkerKind): Held => {
  const groups = new Map<string, Histogram>()
  scan(chunks, kind, () => ({
    onRow: ({ shape: { name }, durationMs }) => {
      const histogram = groups.get(name) ?? createHistogram()
      groups.set(name, histogram)
      if (durationMs !== null) record(histogram, durationMs)
    }
  }))
  return heldBy(groups, new Map(Array.from(groups, ([name, { count }]) => [name, count])))
}

const byCounter = (chunks: readonly Buffer[], kind: WalkerKind) => {
  const groups = new Map<string, { readonly name: string; readonly rest: Histogram }>()
  const groupOf = ({ name }: { readonly name: string }) => {
    const group = groups.get(name) ?? { name, rest: createHistogram() }
    groups.set(name, group)
    return group
  }
  let counter: ReturnType<typeof makeDurationCounter> | undefined
  scan(chunks, kind, (shapes) => {
    const made = makeDurationCounter({
      shapes,
      groupOf,
      onDuration: ({ rest }, durationMs) => recordAll(rest, Float64Array.of(durationMs), 1)
    })
    counter = made
    return { onRow: () => assert.fail("rows come many at a time"), onRows: made.take }
  })
  assert.ok(counter !== undefined)
  const counted = counter.counted()
  const uncounted = [...groups.values()].reduce((sum, { rest }) => sum + rest.count, 0)
  const rows = new Map<string, number>()
  for (const [{ name }, count] of counter.rowsByShape()) {
    rows.set(name, (rows.get(name) ?? 0) + count)
  }
  const histograms = Array.from(groups.values(), (group): [string, Histogram] => {
    const histogram: Histogram = counted.get(group) ?? createHistogram()
    merge(histogram, group.rest)
    return [group.name, histogram]
  })
  return { held: heldBy(new Map(histograms), rows), uncounted }
}

const logOf = (lines: readonly { readonly name: string; readonly durationMs: number }[]): Buffer =>
  Buffer.from(
    [
      "{}",
      ...lines.map((line) =>
        JSON.stringify({ v: 1, name: line.name, duration_ms: line.durationMs })
      )
    ]
      .map((line) => `${line}\n`)
      .join("")
  )

for (const kind of ["WebAssembly", "JavaScript"] as const) {
  describe(`duration counter in ${kind}`, () => {
    it("counts any damaged log as row by row, however it is cut", () => {
      fc.assert(
        fc.property(damagedLog, chunkLengths, (log, lengths) => {
          const chunks = [...cut(log, lengths), ...cut(log, lengths)]
          assert.deepEqual(byCounter(chunks, kind).held, oneByOne(chunks, kind))
        }),
        { numRuns: 50 }
      )
    })

    it("counts durations of every size, more of each than wait at a time", () => {
      const duration = fc.oneof(
        fc.double({ min: 0, max: 4e12, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }).map((ms) => Math.round(ms * 1e4) / 1e4),
        fc.constantFrom(0, 2 ** -20, 2 ** -21, 3_155_760_000_000, 0.9999995, 1)
      )
      const durations = fc.array(duration, { minLength: 1, maxLength: 60 })
      fc.assert(
        fc.property(durations, fc.nat(1_000), (some, count) => {
          const lines = Array.from({ length: count }, (_, index) => ({
            name: `n${index % 3}`,
            durationMs: some[index % some.length] ?? 0
          }))
          const chunks = [logOf(lines)]
          assert.deepEqual(byCounter(chunks, kind).held, oneByOne(chunks, kind))
        }),
        { numRuns: 20 }
      )
    })

    it("hands over what its memory has no room for", () => {
      const octaves = Array.from({ length: 40 }, (_, octave) => 2 ** (octave - 10))
      const lines = Array.from({ length: 2 }, () =>
        Array.from({ length: 200 }, (_, name) =>
          octaves.map((durationMs) => ({ name: `n${name}`, durationMs }))
        )
      ).flat(2)
      const chunks = [logOf(lines)]
      const { held, uncounted } = byCounter(chunks, kind)
      assert.deepEqual(held, oneByOne(chunks, kind))
      assert.ok(uncounted > 0)
    })
  })
}

describe("duration counter", () => {
  it("leaves next to nothing to the caller where the walker counts", () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => ({
      name: `n${index % 7}`,
      durationMs: index / 8 + 0.5
    }))
    assert.equal(byCounter([logOf(lines)], "WebAssembly").uncounted, 0)
  })
})
