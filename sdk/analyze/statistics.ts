/** Quantiles that a sample can bear: the same rule for every number Lapline shows. */

import { roundMs } from "./exact-sum.ts"
import { quantile, type Histogram } from "./histogram.ts"
import type { Quantiles } from "./model.ts"

/**
 * The fewest samples a quantile needs. Under 20 the nearest rank of p95 is the maximum or next to it, under 100 that of
 * p99: the figure would only repeat the slowest sample under a better name.
 */
export const MIN_SAMPLES = { p50: 1, p95: 20, p99: 100 } as const

export type QuantileName = keyof typeof MIN_SAMPLES

const FRACTION = { p50: 0.5, p95: 0.95, p99: 0.99 } as const

/** Milliseconds, rounded to the nanosecond; null when the sample is too small. */
export const quantileMs = (histogram: Histogram, name: QuantileName): number | null => {
  if (histogram.count < MIN_SAMPLES[name]) return null
  const value = quantile(histogram, FRACTION[name])
  return value === null ? null : roundMs(value)
}

export const summarize = (histogram: Histogram, errors: number): Quantiles => ({
  count: histogram.count,
  errors,
  p50Ms: quantileMs(histogram, "p50"),
  p95Ms: quantileMs(histogram, "p95"),
  p99Ms: quantileMs(histogram, "p99"),
  maxMs: histogram.count === 0 ? null : histogram.maxMs
})
