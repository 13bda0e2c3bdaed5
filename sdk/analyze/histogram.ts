/** A mergeable histogram of durations: relative error under 0.8 %, exact count, sum, minimum and maximum. */

import { addSum, emptySum, toMs, type ExactSum } from "./exact-sum.ts"
import type { Bucket } from "./model.ts"

/**
 * Log-linear: every octave is cut into 64 buckets of equal width, as in HdrHistogram and in DDSketch's linearly
 * interpolated mapping. A bucket's number is then the exponent and the first six fraction bits of the double itself, so
 * no logarithm is taken and no boundary is ever missed by rounding.
 */
export interface Histogram {
  /**
   * The buckets that hold anything, by an open-addressed table of four numbers each: the bucket's number, its count (0 where there is
   * none) and its own extremes, so that one sample, or many equal ones, are told exactly.
   */
  table: Float64Array
  buckets: number
  readonly sum: ExactSum
  count: number
  /** Infinity while empty. */
  minMs: number
  /** -Infinity while empty. */
  maxMs: number
}

export const createHistogram = (): Histogram => ({
  table: new Float64Array(STRIDE * MIN_BUCKETS),
  buckets: 0,
  sum: emptySum(),
  count: 0,
  minMs: Infinity,
  maxMs: -Infinity
})

/** Takes one duration, a finite number of milliseconds, 0 or more. */
export const record = (histogram: Histogram, ms: number): void => {
  one[0] = ms
  recordAll(histogram, one, 1)
}

/** Takes the first `count` durations of a list. */
export const recordAll = (histogram: Histogram, durationsMs: Float64Array, count: number): void => {
  let { table, minMs, maxMs } = histogram
  let { wholeMs, ns } = histogram.sum
  for (let from = 0; from < count; from++) {
    const ms = durationsMs[from] ?? 0
    const index = bucketIndex(ms)
    const at = placeOf(table, index)
    const known = table[at + COUNT] ?? 0
    if (known === 0 || ms < (table[at + MIN] ?? 0)) table[at + MIN] = ms
    if (known === 0 || ms > (table[at + MAX] ?? 0)) table[at + MAX] = ms
    table[at + COUNT] = known + 1
    if (known === 0) table = addBucket(histogram, at, index)
    if (ms < minMs) minMs = ms
    if (ms > maxMs) maxMs = ms
    // As addMs does, in the machine's integers where the number fits: that is three times as fast.
    const whole = ms < 2 ** 31 ? ms | 0 : Math.floor(ms)
    wholeMs += whole
    ns += ((ms - whole) * 1e6 + 0.5) | 0
  }
  histogram.count += count
  histogram.minMs = minMs
  histogram.maxMs = maxMs
  histogram.sum.wholeMs = wholeMs
  histogram.sum.ns = ns
}

const one = new Float64Array(1)

/** Adds `other` to `histogram`: the result is what one histogram of all the durations would be. */
export const merge = (histogram: Histogram, other: Histogram): void => {
  for (let from = 0; from < other.table.length; from += STRIDE) {
    const { index, count, minMs, maxMs } = tallyAt(other.table, from)
    if (count === 0) continue
    const { table } = histogram
    const at = placeOf(table, index)
    const known = table[at + COUNT] ?? 0
    table[at + COUNT] = known + count
    table[at + MIN] = known === 0 ? minMs : Math.min(table[at + MIN] ?? 0, minMs)
    table[at + MAX] = known === 0 ? maxMs : Math.max(table[at + MAX] ?? 0, maxMs)
    if (known === 0) addBucket(histogram, at, index)
  }
  histogram.count += other.count
  histogram.minMs = Math.min(histogram.minMs, other.minMs)
  histogram.maxMs = Math.max(histogram.maxMs, other.maxMs)
  addSum(histogram.sum, other.sum)
}

export const totalMs = (histogram: Histogram): number => toMs(histogram.sum)

/**
 * The durations of nearest rank ⌈q·n⌉ for each 0 ≤ q ≤ 1, in milliseconds; null when empty. The first and the last rank are
 * exact. Between them the answer is the point between its bucket's extremes whose relative error to either is equal,
 * 2·min·max / (min + max): Masson, Rim, Lee, "DDSketch", PVLDB 12 (2019), lemma 2. Within a bucket max / min ≤ 65 / 64,
 * which bounds the error by 1 / 129.
 */
export const quantiles = (histogram: Histogram, qs: readonly number[]): (number | null)[] => {
  const { count, minMs, maxMs } = histogram
  if (count === 0) return qs.map(() => null)
  const { table } = histogram
  const places = sortedPlaces(histogram)
  return qs.map((q) => {
    // 0.07 · 100 is a hair above 7 in binary: a rank is not raised for that.
    const rank = Math.ceil(q * count - 1e-9 * count)
    if (rank <= 1) return minMs
    if (rank >= count) return maxMs
    let below = 0
    for (const at of places) {
      below += table[at + COUNT] ?? 0
      if (below >= rank) return between(tallyAt(table, at))
    }
    return maxMs
  })
}

export const quantile = (histogram: Histogram, q: number): number | null =>
  quantiles(histogram, [q])[0] ?? null

/** The buckets that hold anything, shortest durations first. */
export const buckets = (histogram: Histogram): readonly Bucket[] =>
  sorted(histogram).map(({ index, count }) => ({
    lowMs: lowerBound(index),
    highMs: lowerBound(index + 1),
    count
  }))

interface Tally {
  readonly index: number
  readonly count: number
  readonly minMs: number
  readonly maxMs: number
}

/** The places of the buckets in the table, shortest durations first: sorted as numbers, which hold the bucket's number and its place. */
const sortedPlaces = ({ table, buckets }: Histogram): Float64Array => {
  const places = new Float64Array(buckets)
  let next = 0
  for (let at = 0; at < table.length; at += STRIDE) {
    if (table[at + COUNT] !== 0) places[next++] = (table[at] ?? 0) * PLACES + at
  }
  places.sort()
  for (let rank = 0; rank < next; rank++) places[rank] = (places[rank] ?? 0) % PLACES
  return places
}

/** More than a table's places: there are 2 ** 18 buckets. */
const PLACES = 2 ** 24

const tallyAt = (table: Float64Array, at: number): Tally => ({
  index: table[at] ?? 0,
  count: table[at + COUNT] ?? 0,
  minMs: table[at + MIN] ?? 0,
  maxMs: table[at + MAX] ?? 0
})

const sorted = (histogram: Histogram): readonly Tally[] =>
  Array.from(sortedPlaces(histogram), (at) => tallyAt(histogram.table, at))

const between = ({ minMs, maxMs }: Tally): number =>
  minMs === maxMs ? minMs : (2 * minMs * maxMs) / (minMs + maxMs)

const COUNT = 1
const MIN = 2
const MAX = 3
const STRIDE = 4
const MIN_BUCKETS = 4
/** A table below this length grows by more: most outgrow it soon. */
const SMALL = 1_024

/** Where the bucket is in the table, or would be. Neighbours are spread out (Knuth's multiplicative hash). */
const placeOf = (table: Float64Array, index: number): number => {
  const last = table.length - STRIDE
  let at = (Math.imul(index, 0x9e37_79b1) >>> 8) & last
  while (table[at + COUNT] !== 0 && table[at] !== index) at = (at + STRIDE) & last
  return at
}

/** Names the bucket that was put at `at`, and gives the table: it stays at most three quarters full. */
const addBucket = (histogram: Histogram, at: number, index: number): Float64Array => {
  const { table } = histogram
  table[at] = index
  histogram.buckets += 1
  if (histogram.buckets * STRIDE * 4 <= table.length * 3) return table
  const grown = new Float64Array((table.length < SMALL ? 4 : 2) * table.length)
  for (let from = 0; from < table.length; from += STRIDE) {
    if (table[from + COUNT] === 0) continue
    const to = placeOf(grown, table[from] ?? 0)
    for (let field = 0; field < STRIDE; field++) grown[to + field] = table[from + field] ?? 0
  }
  histogram.table = grown
  return grown
}

/** 20 of a double's upper 32 bits are fraction; the six highest of them choose the bucket. */
const DROPPED_BITS = 14
const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
/** Which of the words holds the exponent: the second where the machine is little-endian, as nearly all are. */
const UPPER = new Uint8Array(Uint16Array.of(1).buffer)[0] ?? 1

const bucketIndex = (ms: number): number => {
  double[0] = ms
  return (words[UPPER] ?? 0) >>> DROPPED_BITS
}

const lowerBound = (index: number): number => {
  words[UPPER] = (index << DROPPED_BITS) >>> 0
  words[1 - UPPER] = 0
  return double[0] ?? 0
}
