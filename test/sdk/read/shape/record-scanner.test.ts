/** The scanner of line shapes never answers otherwise than the log decoder, and takes the fast way where it can. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { MAX_LINE_BYTES } from "../../../../sdk/record/record.ts"
import { makeRecordScanner, type RowSink } from "../../../../sdk/read/shape/record-scanner.ts"
import { makeShapes, type Shapes } from "../../../../sdk/read/shape/shapes.ts"
import { chunkLengths, damagedLog } from "./damaged-log.ts"
import { assertSameReading, cut, readByScanner, recordOf } from "./readings.ts"

const KINDS = ["WebAssembly", "JavaScript"] as const

const lineOf = (index: number, more = ""): string =>
  `{"v":1,"timestamp":"2025-12-14T12:00:0${index % 10}.123456Z","name":"n","duration_ms":${index}.25,` +
  `"span_id":"s${index}","attributes":{"rows":${index},"text":"é ${index}"}${more}}\n`

const many = (count: number, more?: (index: number) => string): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, index) => lineOf(index, more?.(index))).join(""))

type Time = readonly [metric: string, durationMs: number | null]

const timesByMany = (chunks: readonly Buffer[], shapes: Shapes): readonly Time[] =>
  timesBy(chunks, shapes, (times) => ({
    onRow: () => assert.fail("rows come many at a time"),
    onRows: ({ count, shapeNumberAt, durationMsAt }) => {
      for (let index = 0; index < count; index++) {
        times.push([shapes.at(shapeNumberAt(index)).metric, durationMsAt(index)])
      }
    }
  }))

const timesByOne = (chunks: readonly Buffer[], shapes: Shapes): readonly Time[] =>
  timesBy(chunks, shapes, (times) => ({
    onRow: (row) => void times.push([row.shape.metric, row.record().durationMs])
  }))

const timesBy = (
  chunks: readonly Buffer[],
  shapes: Shapes,
  sinkFor: (times: Time[]) => Pick<RowSink, "onRow" | "onRows">
): readonly Time[] => {
  const times: Time[] = []
  const scanner = makeRecordScanner(
    { path: "test.jsonl" },
    {
      ...sinkFor(times),
      onRecord: ({ metric, durationMs }) => void times.push([metric, durationMs]),
      onProblem: () => undefined
    },
    { shapes }
  )
  for (const chunk of chunks) scanner.push(chunk)
  return times
}

const ENDED = { duplicates: true, ends: true }

for (const kind of KINDS) {
  describe(`record scanner in ${kind}`, () => {
    it("reads any damaged log as the decoder does, however it is cut", () => {
      fc.assert(
        fc.property(
          damagedLog,
          chunkLengths,
          fc.boolean(),
          fc.boolean(),
          (log, lengths, duplicates, ends) => {
            const shapes = makeShapes(kind)
            assertSameReading(cut(log, lengths), { duplicates, ends, shapes })
            // Once more with the shapes known.
            assertSameReading(cut(log, lengths), { duplicates, ends, shapes })
          }
        ),
        { numRuns: 300 }
      )
    })

    it("takes every line of a known shape the fast way", () => {
      const { rows, shapes } = readByScanner([many(5_000)], {
        ...ENDED,
        shapes: makeShapes(kind)
      })
      assert.equal(shapes.count(), 1)
      // The first line is the decoder's, and the second is learned.
      assert.equal(rows, 4_998)
    })

    it("says the same of many lines at a time as of each", () => {
      fc.assert(
        fc.property(damagedLog, chunkLengths, (log, lengths) => {
          const shapes = makeShapes(kind)
          const chunks = [...cut(log, lengths), ...cut(log, lengths)]
          assert.deepEqual(timesByMany(chunks, shapes), timesByOne(chunks, makeShapes(kind)))
        })
      )
    })

    it("reads from either room it offers while the other is written, and from anywhere else", () => {
      const log = many(3_000)
      const expected = readByScanner([log], { ...ENDED, shapes: makeShapes(kind) })
      const events: unknown[] = []
      const scanner = makeRecordScanner(
        { path: "test.jsonl" },
        {
          onRow: (row) => void events.push({ line: row.line, record: recordOf(row) }),
          onRecord: (record, { line }) => void events.push({ line, record }),
          onProblem: (problem) => void events.push(problem)
        },
        { shapes: makeShapes(kind) }
      )
      for (let from = 0; from < log.length;) {
        // Both rooms are written before the lines of either are taken.
        const chunks = scanner.rooms.map((room) => {
          const bytes = log.copy(room, 0, from, from + 50_000)
          from += bytes
          return room.subarray(0, bytes)
        })
        for (const chunk of chunks) scanner.push(chunk)
        scanner.push(log.subarray(from, from + 20_001))
        from += 20_001
      }
      assert.deepEqual(events, expected.events)
    })

    it("reads more lines than fit into one walk, and lines that chunks cut", () => {
      const log = many(7_000)
      for (const lengths of [[log.length], [262_144], [65_536, 1, 99_991]]) {
        assertSameReading(cut(log, lengths), { ...ENDED, shapes: makeShapes(kind) })
      }
    })

    it("tells apart ids that begin alike, whichever comes first", () => {
      const ids = ["ab", "a", "abc", "abc", "", "ab", "é", "\u00c3", "ab", "é", "é"]
      const log = Buffer.from(
        ids
          .map((id) => `{"v":1,"name":"n","trace_id":"${id}","run_id":"${id}","span_id":"s"}\n`)
          .join("")
          .repeat(3)
      )
      const shapes = makeShapes(kind)
      assertSameReading([log], { duplicates: false, ends: true, shapes })
      assertSameReading([log], { duplicates: false, ends: true, shapes })
    })

    it("tells apart more continuations than a branch holds", () => {
      const log = many(
        900,
        (index) => `,"code.function.name":"${String.fromCharCode(48 + (index % 43) * 2)}x"`
      )
      const clean = Buffer.from(
        log.toString().replaceAll('"\\x"', '"-x"').replaceAll('""x"', '"-x"')
      )
      const shapes = makeShapes(kind)
      assertSameReading([clean], { ...ENDED, shapes })
      assert.ok(shapes.count() > 40)
      assertSameReading([clean], { ...ENDED, shapes })
      assert.equal(readByScanner([clean], { ...ENDED, shapes }).rows, 899)
    })

    it("tells apart a number, a text and a word in one place", () => {
      const values = ["1", '"a"', "null", "-2.5e3", "true", '""', "[1]", "0"]
      const log = many(400, (index) => `,"extra":${values[index % values.length]}`)
      const shapes = makeShapes(kind)
      assertSameReading([log], { ...ENDED, shapes })
      assertSameReading([log], { ...ENDED, shapes })
      assert.equal(readByScanner([log], { ...ENDED, shapes }).rows, 399)
    })

    it("counts lines that are too long, also those that only broken text makes too long", () => {
      const long = (bytes: number, fill: string) =>
        Buffer.from(`{"v":1,"name":"n","extra":"${fill.repeat(bytes)}"}\n`, "latin1")
      const log = Buffer.concat([
        many(3),
        ...[1, 2, 21_000, 21_840, 22_000, 40_000, MAX_LINE_BYTES, 3 * MAX_LINE_BYTES].flatMap(
          (bytes) => [long(bytes, "a"), long(bytes, "\xe9"), many(2)]
        )
      ])
      for (const lengths of [[log.length], [10_000], [70_001]]) {
        assertSameReading(cut(log, lengths), { ...ENDED, shapes: makeShapes(kind) })
      }
    })

    it("goes on the slow way when there is no room for more shapes", () => {
      const wide = "w".repeat(2_000)
      const log = many(2_600, (index) => `,"code.function.name":"${index}${wide}"`)
      const shapes = makeShapes(kind)
      assertSameReading([log], { ...ENDED, shapes })
      assert.ok(shapes.count() > 1_000 && shapes.count() < 2_500, `${shapes.count()} shapes`)
    })

    it("leaves a log of UTF-16 to the decoder, shapes known or not", () => {
      const shapes = makeShapes(kind)
      readByScanner([many(10)], { ...ENDED, shapes })
      for (const mark of ["\uFEFF", ""]) {
        const log = Buffer.from(mark + many(9).toString(), "utf16le")
        for (const lengths of [[log.length], [1], [3, 50]]) {
          assertSameReading(cut(log, lengths), { ...ENDED, shapes })
        }
      }
    })
  })
}
