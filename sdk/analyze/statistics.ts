/** Quantiles that a sample can bear: the same rule for every number Lapline shows. */

import { roundMs } from "./exact-sum.ts"
import { quantiles, type Histogram } from "./histogram.ts"
import type { Quantiles } from "./model.ts"

/**
 * The fewest samples a quantile needs. Under 20 the nearest rank of p95 is the maximum or next to it, under 100 that of
 * p99: the figure would only repeat the slowest sample under a better name.
 */
export const MIN_SAMPLES = { p50: 1, p95: 20, p99: 100 } as const

export type QuantileName = keyof typeof MIN_SAMPLES

/** Quantiles in milliseconds, rounded to the nanosecond; null when the sample is too small. */
export const summarize = (histogram: Histogram, errors: number): Quantiles => {
  const { count, maxMs } = histogram
  const [p50, p95, p99] = quantiles(histogram, [0.5, 0.95, 0.99])
  const shown = (name: QuantileName, ms: number | null | undefined) =>
    typeof ms !== "number" || count < MIN_SAMPLES[name] ? null : roundMs(ms)
  return {
    count,
    errors,
    p50Ms: shown("p50", p50),
    p95Ms: shown("p95", p95),
    p99Ms: shown("p99", p99),
    maxMs: count === 0 ? null : maxMs
  }
}
