/** Durations by source line and nothing else, counted as the bytes pass: what a log of any size answers while it is read. */

import { createHistogram, type Histogram, merge, recordAll, totalMs } from "../analyze/histogram.ts"
import type { Quantiles } from "../analyze/model.ts"
import { summarize } from "../analyze/statistics.ts"
import type { CountedRows } from "../read/read-logs.ts"
import { makeDurationCounter } from "../read/shape/duration-counter.ts"
import { makeShapes, type Shape } from "../read/shape/shapes.ts"
import type { WalkerKind } from "../read/shape/walker.ts"
import type { LapRecord } from "../record/record.ts"
import { isSpan } from "./span.ts"

/** The operations of one line; those without a line are told apart by name. */
export interface LineDurations extends Quantiles {
  readonly file: string | undefined
  readonly line: number | undefined
  readonly name: string
  readonly totalMs: number
}

export interface LineDurationsReader {
  /** For `readLogs`, together with `onRecord`: each record comes in one of the two ways. */
  readonly rows: CountedRows
  readonly onRecord: (record: LapRecord) => void
  /** Once, when everything is read; largest total first. */
  readonly lines: () => readonly LineDurations[]
}

type Measured = Pick<Shape, "code" | "metric" | "name" | "status">

interface Tally extends Pick<LineDurations, "file" | "line" | "name"> {
  /** Headers of runs and lines on resources are no spans. */
  readonly isSpan: boolean
  readonly histogram: Histogram
  /** Durations that are not in the histogram yet: one histogram's buckets fit the cache, those of all lines do not. */
  readonly waiting: Float64Array
  waitingCount: number
  errors: number
}

const MAX_WAITING = 256

export const makeLineDurations = (kind?: WalkerKind): LineDurationsReader => {
  const shapes = makeShapes(kind)
  const tallies = new Map<string, Tally>()
  const tallyOf = (measured: Measured): Tally => {
    const { code, metric, name } = measured
    const { file, line } = code
    const key = file === undefined ? `${metric}\0${name}` : `${file}\0${line}`
    const known = tallies.get(key)
    if (known !== undefined) return known
    const tally = {
      file,
      line,
      name,
      isSpan: isSpan(measured),
      histogram: createHistogram(),
      waiting: new Float64Array(MAX_WAITING),
      waitingCount: 0,
      errors: 0
    }
    tallies.set(key, tally)
    return tally
  }
  const counter = makeDurationCounter({ shapes, groupOf: tallyOf, onDuration: add })
  return {
    rows: { shapes, onRows: counter.take },
    onRecord: (record) => {
      if (record.durationMs === null) return
      const tally = tallyOf(record)
      add(tally, record.durationMs)
      if (record.status !== "ok") tally.errors += 1
    },
    lines: () => {
      const counted = counter.counted()
      for (const [shape, rows] of counter.rowsByShape()) {
        if (shape.status !== "ok" && rows > 0) tallyOf(shape).errors += rows
      }
      const spans = [...tallies.values()].filter(({ isSpan }) => isSpan)
      return spans
        .map((tally) => {
          settle(tally)
          const histogram = counted.get(tally) ?? createHistogram()
          merge(histogram, tally.histogram)
          return lineOf(tally, histogram)
        })
        .filter(({ count }) => count > 0)
        .sort((left, right) => right.totalMs - left.totalMs)
    }
  }
}

const add = (tally: Tally, durationMs: number) => {
  tally.waiting[tally.waitingCount++] = durationMs
  if (tally.waitingCount === MAX_WAITING) settle(tally)
}

const settle = (tally: Tally) => {
  recordAll(tally.histogram, tally.waiting, tally.waitingCount)
  tally.waitingCount = 0
}

const lineOf = ({ file, line, name, errors }: Tally, histogram: Histogram): LineDurations => ({
  file,
  line,
  name,
  totalMs: totalMs(histogram),
  ...summarize(histogram, errors)
})
