/** Turns added up: what is kept of them when their traces are gone, bounded in size. */

import { addBusy, addBusyTime, busyMs, emptyBusyTime, type BusyTime } from "./busy-time.ts"
import { createHistogram, merge, record, type Histogram } from "./histogram.ts"
import type { Turns } from "./model.ts"
import { summarize } from "./statistics.ts"
import type { TurnFacts } from "./turn.ts"

export interface TurnFigures {
  readonly histogram: Histogram
  errors: number
  readonly iterations: Mean
  readonly tools: Mean
  readonly busy: BusyTime
  /** The turn that began first. */
  first: TurnFacts | undefined
}

/** Of whole numbers, so that adding is exact. */
interface Mean {
  sum: number
  count: number
}

export const noTurns = (): TurnFigures => ({
  histogram: createHistogram(),
  errors: 0,
  iterations: { sum: 0, count: 0 },
  tools: { sum: 0, count: 0 },
  busy: emptyBusyTime(),
  first: undefined
})

export const addTurn = (figures: TurnFigures, turn: TurnFacts): void => {
  const { endMicros, durationMs, failed, iterations, tools } = turn
  record(figures.histogram, durationMs)
  if (failed) figures.errors += 1
  if (iterations !== null) addMean(figures.iterations, { sum: iterations, count: 1 })
  if (tools !== null) addMean(figures.tools, { sum: tools.length, count: 1 })
  if (endMicros !== null) {
    addBusy(figures.busy, { startMs: endMicros / 1000 - durationMs, endMs: endMicros / 1000 })
  }
  figures.first = earlier(figures.first, turn)
}

export const addFigures = (figures: TurnFigures, other: TurnFigures): void => {
  merge(figures.histogram, other.histogram)
  figures.errors += other.errors
  addMean(figures.iterations, other.iterations)
  addMean(figures.tools, other.tools)
  addBusyTime(figures.busy, other.busy)
  if (other.first !== undefined) figures.first = earlier(figures.first, other.first)
}

/**
 * `perSecond` is turns over the time in which at least one was running: idle time between runs does not lower it, and
 * turns that overlap raise it.
 */
export const summarizeTurns = (figures: TurnFigures): Turns => {
  const { histogram, errors, busy, iterations, tools } = figures
  const ms = busyMs(busy)
  return {
    ...summarize(histogram, errors),
    perSecond: ms > 0 ? (busy.count * 1000) / ms : null,
    iterationsMean: meanOf(iterations),
    toolsMean: meanOf(tools)
  }
}

const addMean = (mean: Mean, { sum, count }: Mean): void => {
  mean.sum += sum
  mean.count += count
}

const meanOf = ({ sum, count }: Mean): number | null => (count === 0 ? null : sum / count)

const earlier = (a: TurnFacts | undefined, b: TurnFacts): TurnFacts =>
  a === undefined || (startOf(b) - startOf(a) || compareIds(b, a)) < 0 ? b : a

const startOf = ({ endMicros, durationMs }: TurnFacts): number =>
  endMicros === null ? Number.MAX_VALUE : endMicros / 1000 - durationMs

const compareIds = (a: TurnFacts, b: TurnFacts): number =>
  `${a.traceId} ${a.spanId}` < `${b.traceId} ${b.spanId}` ? -1 : 1
