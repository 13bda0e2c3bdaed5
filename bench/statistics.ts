/** Medians and their confidence, for benches. */

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * Percentile bootstrap of the median (Efron 1979): the 2.5th and 97.5th percentile of the medians of
 * `resamples` samples drawn with replacement, by a fixed linear congruential generator so that a run can be repeated.
 */
export const medianInterval = (
  values: readonly number[],
  resamples = 2000
): { readonly low: number; readonly high: number } => {
  let state = 42
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const medians = Array.from({ length: resamples }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN))
  ).sort((a, b) => a - b)
  return {
    low: medians[Math.floor(resamples * 0.025)] ?? Number.NaN,
    high: medians[Math.floor(resamples * 0.975)] ?? Number.NaN
  }
}
