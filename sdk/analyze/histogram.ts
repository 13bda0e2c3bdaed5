/** A mergeable histogram of durations: relative error under 0.8 %, exact count, sum, minimum and maximum. */

import { addMs, addSum, emptySum, toMs, type ExactSum } from "./exact-sum.ts"
import type { Bucket } from "./model.ts"

/**
 * Log-linear: every octave is cut into 64 buckets of equal width, as in HdrHistogram and in DDSketch's linearly
 * interpolated mapping. A bucket's number is then the exponent and the first six fraction bits of the double itself, so
 * no logarithm is taken and no boundary is ever missed by rounding.
 */
export interface Histogram {
  readonly tallies: Map<number, Tally>
  readonly sum: ExactSum
  count: number
  /** Infinity while empty. */
  minMs: number
  /** -Infinity while empty. */
  maxMs: number
}

/** A bucket knows its own extremes, so that one sample, or many equal ones, are told exactly. */
interface Tally {
  count: number
  minMs: number
  maxMs: number
}

export const createHistogram = (): Histogram => ({
  tallies: new Map(),
  sum: emptySum(),
  count: 0,
  minMs: Infinity,
  maxMs: -Infinity
})

/** Takes one duration, a finite number of milliseconds, 0 or more. */
export const record = (histogram: Histogram, ms: number): void => {
  const single = { count: 1, minMs: ms, maxMs: ms }
  addTally(histogram, bucketIndex(ms), single)
  include(histogram, single)
  addMs(histogram.sum, ms)
}

/** Adds `other` to `histogram`: the result is what one histogram of all the durations would be. */
export const merge = (histogram: Histogram, other: Histogram): void => {
  for (const [index, tally] of other.tallies) addTally(histogram, index, tally)
  include(histogram, other)
  addSum(histogram.sum, other.sum)
}

export const totalMs = (histogram: Histogram): number => toMs(histogram.sum)

/**
 * The duration of nearest rank ⌈q·n⌉ for 0 ≤ q ≤ 1, in milliseconds; null when empty. The first and the last rank are
 * exact. Between them the answer is the point between its bucket's extremes whose relative error to either is equal,
 * 2·min·max / (min + max): Masson, Rim, Lee, "DDSketch", PVLDB 12 (2019), lemma 2. Within a bucket max / min ≤ 65 / 64,
 * which bounds the error by 1 / 129.
 */
export const quantile = (histogram: Histogram, q: number): number | null => {
  const { count, minMs, maxMs } = histogram
  if (count === 0) return null
  // 0.07 · 100 is a hair above 7 in binary: a rank is not raised for that.
  const rank = Math.ceil(q * count - 1e-9 * count)
  if (rank <= 1) return minMs
  if (rank >= count) return maxMs
  let below = 0
  for (const [, tally] of sorted(histogram)) {
    below += tally.count
    if (below >= rank) return between(tally)
  }
  return maxMs
}

/** The buckets that hold anything, shortest durations first. */
export const buckets = (histogram: Histogram): readonly Bucket[] =>
  sorted(histogram).map(([index, { count }]) => ({
    lowMs: lowerBound(index),
    highMs: lowerBound(index + 1),
    count
  }))

const include = (into: Tally, { count, minMs, maxMs }: Tally): void => {
  into.count += count
  into.minMs = Math.min(into.minMs, minMs)
  into.maxMs = Math.max(into.maxMs, maxMs)
}

const addTally = ({ tallies }: Histogram, index: number, tally: Tally): void => {
  const known = tallies.get(index)
  if (known === undefined) tallies.set(index, { ...tally })
  else include(known, tally)
}

const sorted = ({ tallies }: Histogram): [number, Tally][] => [...tallies].sort(([a], [b]) => a - b)

const between = ({ minMs, maxMs }: Tally): number =>
  minMs === maxMs ? minMs : (2 * minMs * maxMs) / (minMs + maxMs)

/** 20 of a double's upper 32 bits are fraction; the six highest of them choose the bucket. */
const DROPPED_BITS = 14
const bits = new DataView(new ArrayBuffer(8))

const bucketIndex = (ms: number): number => {
  bits.setFloat64(0, ms)
  return bits.getUint32(0) >>> DROPPED_BITS
}

const lowerBound = (index: number): number => {
  bits.setUint32(0, (index << DROPPED_BITS) >>> 0)
  bits.setUint32(4, 0)
  return bits.getFloat64(0)
}
