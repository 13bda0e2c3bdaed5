/** Lapline's answer: rows of the record scanner, a histogram for each line. */

import { closeSync, openSync, readSync } from "node:fs"
import {
  createHistogram,
  merge,
  quantiles,
  recordAll,
  totalMs
} from "../../sdk/analyze/histogram.ts"
import type { Histogram } from "../../sdk/analyze/histogram.ts"
import { makeRecordScanner } from "../../sdk/read/shape/record-scanner.ts"
import { makeShapes, type Shape } from "../../sdk/read/shape/shapes.ts"
import type { WalkerKind } from "../../sdk/read/shape/walker.ts"
import type { LineAnswer, Reader } from "./answer.ts"

/** Of one line, its failures apart. */
interface Tally {
  readonly line: string
  readonly isFailure: boolean
  readonly histogram: Histogram
  /** Durations that are not in the histogram yet: one histogram's buckets fit the cache, those of all lines do not. */
  readonly waiting: Float64Array
  waitingCount: number
}

const BATCH = 256

const settle = (tally: Tally) => {
  recordAll(tally.histogram, tally.waiting, tally.waitingCount)
  tally.waitingCount = 0
}

const add = (tally: Tally, durationMs: number) => {
  tally.waiting[tally.waitingCount++] = durationMs
  if (tally.waitingCount === BATCH) settle(tally)
}

const read = (path: string, kind: WalkerKind): readonly LineAnswer[] => {
  const shapes = makeShapes(kind)
  const tallies = new Map<string, Tally>()
  const tallyOf = ({ code: { file, line }, status }: Pick<Shape, "code" | "status">): Tally => {
    const key = `${file}:${line} ${status}`
    const known = tallies.get(key)
    if (known !== undefined) return known
    const tally: Tally = {
      line: `${file}:${line}`,
      isFailure: status !== "ok",
      histogram: createHistogram(),
      waiting: new Float64Array(BATCH),
      waitingCount: 0
    }
    tallies.set(key, tally)
    return tally
  }
  /** By the shape's number. */
  const byShape: Tally[] = []
  const scanner = makeRecordScanner(
    { path },
    {
      onRow: () => undefined,
      onRows: ({ count, shapeNumberAt, durationMsAt }) => {
        for (let index = 0; index < count; index++) {
          const durationMs = durationMsAt(index)
          if (durationMs === null) continue
          const number = shapeNumberAt(index)
          add((byShape[number] ??= tallyOf(shapes.at(number))), durationMs)
        }
      },
      onRecord: (record) => {
        if (record.durationMs !== null) add(tallyOf(record), record.durationMs)
      },
      onProblem: (problem) => {
        throw new Error(`a line is broken: ${JSON.stringify(problem)}`)
      }
    },
    { shapes }
  )
  const handle = openSync(path, "r")
  for (;;) {
    const room = scanner.room()
    const bytes = readSync(handle, room)
    if (bytes === 0) break
    scanner.push(room.subarray(0, bytes))
  }
  closeSync(handle)
  return answersOf(tallies.values())
}

const answersOf = (tallies: Iterable<Tally>): readonly LineAnswer[] => {
  const lines = new Map<string, { readonly histogram: Histogram; errors: number }>()
  for (const tally of tallies) {
    settle(tally)
    const line = lines.get(tally.line) ?? { histogram: createHistogram(), errors: 0 }
    lines.set(tally.line, line)
    merge(line.histogram, tally.histogram)
    if (tally.isFailure) line.errors += tally.histogram.count
  }
  return [...lines].map(([line, { histogram, errors }]) => {
    const [p50, p95, p99] = quantiles(histogram, [0.5, 0.95, 0.99]).map((ms) => ms ?? Number.NaN)
    const total = totalMs(histogram)
    return { line, count: histogram.count, errors, total, p50, p95, p99 } as LineAnswer
  })
}

export const laplineWebAssembly: Reader = async ({ file }) => read(file, "WebAssembly")
export const laplineJavaScript: Reader = async ({ file }) => read(file, "JavaScript")
