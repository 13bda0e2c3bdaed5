/** The histogram against the sorted samples it stands for. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import {
  buckets,
  createHistogram,
  merge,
  quantile,
  record,
  totalMs,
  type Histogram
} from "../../../sdk/analyze/histogram.ts"

const MAX_RELATIVE_ERROR = 1 / 129

const histogramOf = (samples: readonly number[]): Histogram => {
  const histogram = createHistogram()
  for (const ms of samples) record(histogram, ms)
  return histogram
}

/** What a histogram says; its pages are its own affair. */
const everythingOf = (histogram: Histogram) => ({
  ...histogram,
  pages: [],
  firstOctave: 0,
  least: undefined,
  total: totalMs(histogram),
  buckets: buckets(histogram),
  quantiles: Array.from({ length: 101 }, (_, percent) => quantile(histogram, percent / 100))
})

/** Every quantile asked for is within the error of the sample of nearest rank. */
const checkQuantiles = (samples: readonly number[]) => {
  const histogram = histogramOf(samples)
  const sorted = samples.toSorted((a, b) => a - b)
  for (const percent of [0, 1, 5, 7, 14, 25, 28, 50, 56, 75, 90, 95, 99, 100]) {
    const rank = Math.max(1, Math.ceil((percent * samples.length) / 100))
    const exact = sorted[rank - 1] ?? NaN
    const answer = quantile(histogram, percent / 100) ?? NaN
    const error = Math.abs(answer - exact)
    assert.ok(
      error <= exact * MAX_RELATIVE_ERROR * (1 + 1e-9),
      `p${percent} of ${samples.length}: ${answer} for ${exact}`
    )
  }
}

/** Distributions as quantile functions of a number between 0 and 1. */
const DISTRIBUTIONS: Readonly<Record<string, (u: number) => number>> = {
  uniform: (u) => u * 100,
  exponential: (u) => -Math.log(1 - u) * 20,
  "heavy tail": (u) => (1 - u) ** -1.5,
  "two peaks": (u) => (u < 0.7 ? 1 + u : 5000 + u),
  constant: () => 45.2,
  "with zeros": (u) => (u < 0.4 ? 0 : u),
  "twenty orders of magnitude": (u) => 10 ** (u * 20 - 8)
}

const durations = fc.oneof(
  fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
  fc.double({ min: 1e-9, max: 1e-3, noNaN: true }),
  fc.double({ min: 1e-9, max: 3_155_760_000_000, noNaN: true }),
  fc.constantFrom(0, 1, 64, 0.5)
)

describe("histogram", () => {
  for (const [name, inverse] of Object.entries(DISTRIBUTIONS)) {
    for (const n of [1, 2, 3, 19, 20, 99, 100, 300, 5000]) {
      it(`answers every quantile of ${n} samples, ${name}`, () => {
        // The golden-ratio sequence fills (0, 1) evenly without a random generator.
        checkQuantiles(
          Array.from({ length: n }, (_, i) => inverse(((i + 1) * 0.618_033_988_75) % 1))
        )
      })
    }
  }

  it("answers every quantile of any samples", () => {
    fc.assert(fc.property(fc.array(durations, { minLength: 1, maxLength: 300 }), checkQuantiles))
  })

  it("merges into the histogram of all samples", () => {
    fc.assert(
      fc.property(fc.array(fc.array(durations)), (parts) => {
        const merged = createHistogram()
        for (const part of parts) merge(merged, histogramOf(part))
        assert.deepEqual(everythingOf(merged), everythingOf(histogramOf(parts.flat())))
      })
    )
  })

  it("is exact where samples are equal or stand alone in their bucket", () => {
    const samples = [1, 2, 4, 8, 0.5, 0.5, 0.5, 100, 103, 0]
    const histogram = histogramOf(samples)
    const sorted = samples.toSorted((a, b) => a - b)
    const answers = sorted.map((_, index) => quantile(histogram, (index + 1) / samples.length))
    assert.deepEqual(answers, sorted)
  })

  it("holds count, sum, minimum and maximum exactly", () => {
    const histogram = histogramOf([0.1, 0.2, 0.3, 45.2])
    assert.equal(histogram.count, 4)
    assert.equal(totalMs(histogram), 45.8)
    assert.equal(histogram.minMs, 0.1)
    assert.equal(histogram.maxMs, 45.2)
  })

  it("puts every sample into the bucket around it", () => {
    fc.assert(
      fc.property(durations, (ms) => {
        const [bucket] = buckets(histogramOf([ms]))
        assert.ok(bucket !== undefined && bucket.count === 1)
        assert.ok(bucket.lowMs <= ms && ms < bucket.highMs)
      })
    )
  })

  it("has no quantile while empty", () => {
    assert.equal(quantile(createHistogram(), 0.5), null)
  })
})
