/** Times of spans: durations from the monotonic clock, timestamps from the wall clock as it stood when the trace began. */

/** Monotonic milliseconds, with fractions down to nanoseconds. */
export const nowMs = (): number => performance.now()

/**
 * What to add to `nowMs()` to get milliseconds since the Unix epoch. A trace keeps the value it began with, so a clock
 * that is stepped meanwhile moves no span against another; the next trace takes the new time.
 */
export const wallOffsetMs = (now: number): number => {
  const seen = Date.now() - now
  // Date.now() counts whole milliseconds: within them the offset in use is the better one.
  if (Math.abs(seen - offsetMs) > TOLERANCE_MS) offsetMs = seen
  return offsetMs
}

const TOLERANCE_MS = 2

let offsetMs = performance.timeOrigin
