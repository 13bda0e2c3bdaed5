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
   * The octaves from `firstOctave` on; those that hold nothing have no page. A page has three numbers for each of its 64 buckets: the
   * bucket's count and its own extremes, so that one sample, or many equal ones, are told exactly.
   */
  readonly pages: (Float64Array | undefined)[]
  firstOctave: number
  /** The page of zero and of what is too small to have an octave. */
  least: Float64Array | undefined
  readonly sum: ExactSum
  count: number
  /** Infinity while empty. */
  minMs: number
  /** -Infinity while empty. */
  maxMs: number
}

export const createHistogram = (): Histogram => ({
  pages: [],
  firstOctave: 0,
  least: undefined,
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
  let { firstOctave, minMs, maxMs } = histogram
  let { wholeMs, ns } = histogram.sum
  const { pages } = histogram
  for (let from = 0; from < count; from++) {
    const ms = durationsMs[from] ?? 0
    const index = bucketIndex(ms)
    const octave = index >>> OCTAVE_BITS
    let page = octave < firstOctave ? undefined : pages[octave - firstOctave]
    if (page === undefined) {
      page = pageOf(histogram, octave)
      firstOctave = histogram.firstOctave
    }
    const at = STRIDE * (index & (BUCKETS - 1))
    const known = page[at] ?? 0
    page[at] = known + 1
    if (known === 0 || ms < (page[at + MIN] ?? 0)) page[at + MIN] = ms
    if (known === 0 || ms > (page[at + MAX] ?? 0)) page[at + MAX] = ms
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
  for (const { octave, page: added } of pagesOf(other)) {
    const page = pageOf(histogram, octave)
    for (let at = 0; at < PAGE_LENGTH; at += STRIDE) {
      const count = added[at] ?? 0
      if (count === 0) continue
      const known = page[at] ?? 0
      const [minMs = 0, maxMs = 0] = [added[at + MIN], added[at + MAX]]
      page[at] = known + count
      page[at + MIN] = known === 0 ? minMs : Math.min(page[at + MIN] ?? 0, minMs)
      page[at + MAX] = known === 0 ? maxMs : Math.max(page[at + MAX] ?? 0, maxMs)
    }
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
  const pages = pagesOf(histogram)
  return qs.map((q) => {
    // 0.07 · 100 is a hair above 7 in binary: a rank is not raised for that.
    const rank = Math.ceil(q * count - 1e-9 * count)
    if (rank <= 1) return minMs
    if (rank >= count) return maxMs
    let below = 0
    for (const { page } of pages) {
      for (let at = 0; at < PAGE_LENGTH; at += STRIDE) {
        below += page[at] ?? 0
        if (below >= rank) return between(page[at + MIN] ?? 0, page[at + MAX] ?? 0)
      }
    }
    return maxMs
  })
}

export const quantile = (histogram: Histogram, q: number): number | null =>
  quantiles(histogram, [q])[0] ?? null

/** The buckets that hold anything, shortest durations first. */
export const buckets = (histogram: Histogram): readonly Bucket[] =>
  pagesOf(histogram).flatMap(({ octave, page }) => {
    const held: Bucket[] = []
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = page[STRIDE * bucket] ?? 0
      const index = octave * BUCKETS + bucket
      if (count > 0) held.push({ lowMs: lowerBound(index), highMs: lowerBound(index + 1), count })
    }
    return held
  })

interface OctavePage {
  readonly octave: number
  readonly page: Float64Array
}

/** Smallest first. */
const pagesOf = ({ pages, firstOctave, least }: Histogram): readonly OctavePage[] => [
  ...(least === undefined ? [] : [{ octave: 0, page: least }]),
  ...pages.flatMap((page, slot) =>
    page === undefined ? [] : [{ octave: firstOctave + slot, page }]
  )
]

/** The octave's page, made when there is none. Zero is so far from all other durations that it has a place of its own. */
const pageOf = (histogram: Histogram, octave: number): Float64Array => {
  if (octave === 0) return (histogram.least ??= new Float64Array(PAGE_LENGTH))
  const { pages } = histogram
  if (pages.length === 0) histogram.firstOctave = octave
  for (; octave < histogram.firstOctave; histogram.firstOctave--) pages.unshift(undefined)
  const slot = octave - histogram.firstOctave
  while (pages.length <= slot) pages.push(undefined)
  return (pages[slot] ??= new Float64Array(PAGE_LENGTH))
}

const between = (minMs: number, maxMs: number): number =>
  minMs === maxMs ? minMs : (2 * minMs * maxMs) / (minMs + maxMs)

const OCTAVE_BITS = 6
const BUCKETS = 1 << OCTAVE_BITS
/** A bucket's numbers in its page: its count, its shortest and its longest duration. */
const STRIDE = 3
const MIN = 1
const MAX = 2
const PAGE_LENGTH = STRIDE * BUCKETS

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
