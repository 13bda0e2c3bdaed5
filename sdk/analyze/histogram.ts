/** A mergeable histogram of durations: relative error under 0.8 %, exact count, sum, minimum and maximum. */

import { addMs, addSum, emptySum, toMs, type ExactSum } from "./exact-sum.ts"
import type { Bucket } from "./model.ts"

/**
 * Log-linear: every octave is cut into 64 buckets of equal width, as in HdrHistogram and in DDSketch's linearly
 * interpolated mapping. A bucket's number is then the exponent and the first six fraction bits of the double itself, so
 * no logarithm is taken and no boundary is ever missed by rounding.
 */
export interface Histogram {
  readonly counts: Map<number, number>
  readonly sum: ExactSum
  count: number
  /** Infinity while empty. */
  minMs: number
  /** -Infinity while empty. */
  maxMs: number
}

export const createHistogram = (): Histogram => ({
  counts: new Map(),
  sum: emptySum(),
  count: 0,
  minMs: Infinity,
  maxMs: -Infinity
})

/** Takes one duration, a finite number of milliseconds, 0 or more. */
export const record = (histogram: Histogram, ms: number): void => {
  const index = bucketIndex(ms)
  histogram.counts.set(index, (histogram.counts.get(index) ?? 0) + 1)
  histogram.count += 1
  histogram.minMs = Math.min(histogram.minMs, ms)
  histogram.maxMs = Math.max(histogram.maxMs, ms)
  addMs(histogram.sum, ms)
}

/** Adds `other` to `histogram`: the result is what one histogram of all the durations would be. */
export const merge = (histogram: Histogram, other: Histogram): void => {
  for (const [index, count] of other.counts) {
    histogram.counts.set(index, (histogram.counts.get(index) ?? 0) + count)
  }
  histogram.count += other.count
  histogram.minMs = Math.min(histogram.minMs, other.minMs)
  histogram.maxMs = Math.max(histogram.maxMs, other.maxMs)
  addSum(histogram.sum, other.sum)
}

export const totalMs = (histogram: Histogram): number => toMs(histogram.sum)

/**
 * The duration of nearest rank ⌈q·n⌉ for 0 ≤ q ≤ 1, in milliseconds; null when empty. The first and the last rank are
 * exact. Between them the answer is the point of the rank's bucket whose relative error to either end is equal,
 * 2·low·high / (low + high): Masson, Rim, Lee, "DDSketch", PVLDB 12 (2019), lemma 2. Here high / low ≤ 65 / 64, which
 * bounds the error by 1 / 129.
 */
export const quantile = (histogram: Histogram, q: number): number | null => {
  const { count, minMs, maxMs } = histogram
  if (count === 0) return null
  // 0.07 · 100 is a hair above 7 in binary: a rank is not raised for that.
  const rank = Math.max(1, Math.ceil(q * count - 1e-9 * count))
  if (rank === 1) return minMs
  if (rank >= count) return maxMs
  let below = 0
  for (const index of sortedIndices(histogram)) {
    below += histogram.counts.get(index) ?? 0
    if (below < rank) continue
    const low = lowerBound(index)
    const high = lowerBound(index + 1)
    return Math.min(maxMs, Math.max(minMs, (2 * low * high) / (low + high)))
  }
  return maxMs
}

/** The buckets that hold anything, shortest durations first. */
export const buckets = (histogram: Histogram): readonly Bucket[] =>
  sortedIndices(histogram).map((index) => ({
    lowMs: lowerBound(index),
    highMs: lowerBound(index + 1),
    count: histogram.counts.get(index) ?? 0
  }))

const sortedIndices = ({ counts }: Histogram): number[] => [...counts.keys()].sort((a, b) => a - b)

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
