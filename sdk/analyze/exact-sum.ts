/** A sum of milliseconds that comes out the same in whatever order its terms are added or taken away. */

/** Whole milliseconds and nanoseconds, both integers, so that adding is exact. */
export interface ExactSum {
  wholeMs: number
  ns: number
}

export const emptySum = (): ExactSum => ({ wholeMs: 0, ns: 0 })

/** Adds a finite number of milliseconds, rounded to the nanosecond. */
export const addMs = (sum: ExactSum, ms: number): void => {
  const whole = Math.floor(ms)
  sum.wholeMs += whole
  sum.ns += Math.round((ms - whole) * 1e6)
}

/** Adds another sum, `sign` times. */
export const addSum = (sum: ExactSum, other: ExactSum, sign: 1 | -1 = 1): void => {
  sum.wholeMs += sign * other.wholeMs
  sum.ns += sign * other.ns
}

export const toMs = (sum: ExactSum): number => {
  const carriedMs = Math.floor(sum.ns / 1e6)
  return roundMs(sum.wholeMs + carriedMs + (sum.ns - carriedMs * 1e6) / 1e6)
}

/** Milliseconds to the nearest nanosecond: hides the rounding of binary fractions. */
export const roundMs = (ms: number): number =>
  Math.abs(ms) < 1e9 ? Math.round(ms * 1e6) / 1e6 : ms
