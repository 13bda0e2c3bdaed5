/** Lapline's answer: rows of the record scanner, a histogram for each line. */

import {
  createHistogram,
  merge,
  quantiles,
  recordAll,
  totalMs
} from "../../sdk/analyze/histogram.ts"
import type { Histogram } from "../../sdk/analyze/histogram.ts"
import { makeDurationCounter } from "../../sdk/read/shape/duration-counter.ts"
import { makeRecordScanner } from "../../sdk/read/shape/record-scanner.ts"
import { makeShapes, type Shape } from "../../sdk/read/shape/shapes.ts"
import { nodeFileSystem } from "../../sdk/read/file-system.ts"
import { chunksOf } from "../../sdk/read/read-logs.ts"
import type { WalkerKind } from "../../sdk/read/shape/walker.ts"
import type { LineAnswer, Reader } from "./answer.ts"

/** What is known of one line. */
interface Tally {
  readonly line: string
  readonly histogram: Histogram
  /** Durations that are not in the histogram yet: one histogram's buckets fit the cache, those of all lines do not. */
  readonly waiting: Float64Array
  waitingCount: number
  errors: number
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

const read = async (path: string, kind: WalkerKind): Promise<readonly LineAnswer[]> => {
  const shapes = makeShapes(kind)
  const tallies = new Map<string, Tally>()
  const tallyOf = ({ code: { file, line } }: Pick<Shape, "code">): Tally => {
    const key = `${file}:${line}`
    const known = tallies.get(key)
    if (known !== undefined) return known
    const tally: Tally = {
      line: key,
      histogram: createHistogram(),
      waiting: new Float64Array(BATCH),
      waitingCount: 0,
      errors: 0
    }
    tallies.set(key, tally)
    return tally
  }
  const counter = makeDurationCounter({ shapes, groupOf: tallyOf, onDuration: add })
  const scanner = makeRecordScanner(
    { path },
    {
      onRow: () => undefined,
      onRows: counter.take,
      onRecord: (record) => {
        if (record.durationMs === null) return
        const tally = tallyOf(record)
        add(tally, record.durationMs)
        if (record.status !== "ok") tally.errors += 1
      },
      onProblem: (problem) => {
        throw new Error(`a line is broken: ${JSON.stringify(problem)}`)
      }
    },
    { shapes }
  )
  for await (const chunk of chunksOf(path, nodeFileSystem, scanner.rooms)) scanner.push(chunk)
  const counted = counter.counted()
  for (const [shape, rows] of counter.rowsByShape()) {
    if (shape.status !== "ok") tallyOf(shape).errors += rows
  }
  return Array.from(tallies.values(), (tally) => {
    settle(tally)
    const histogram = counted.get(tally) ?? createHistogram()
    merge(histogram, tally.histogram)
    return answerOf(tally, histogram)
  })
}

const answerOf = ({ line, errors }: Tally, histogram: Histogram): LineAnswer => {
  const { count } = histogram
  const [p50, p95, p99] = quantiles(histogram, [0.5, 0.95, 0.99]).map((ms) => ms ?? Number.NaN)
  return { line, count, errors, total: totalMs(histogram), p50, p95, p99 } as LineAnswer
}

export const laplineWebAssembly: Reader = async ({ file }) => read(file, "WebAssembly")
export const laplineJavaScript: Reader = async ({ file }) => read(file, "JavaScript")
