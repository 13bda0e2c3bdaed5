/** Spans of time as half-open intervals, in milliseconds of one axis. */

export interface Interval {
  readonly startMs: number
  readonly endMs: number
}

/** The part of `interval` inside `bounds`; undefined when they do not overlap. */
export const clip = (interval: Interval, bounds: Interval): Interval | undefined => {
  const startMs = Math.max(interval.startMs, bounds.startMs)
  const endMs = Math.min(interval.endMs, bounds.endMs)
  return startMs < endMs ? { startMs, endMs } : undefined
}

/** The length of time covered by at least one of the intervals: what runs at once counts once. */
export const unionMs = (intervals: readonly Interval[]): number => {
  const sorted = [...intervals].sort((a, b) => a.startMs - b.startMs)
  let covered = 0
  let reached = -Infinity
  for (const { startMs, endMs } of sorted) {
    if (endMs <= reached) continue
    covered += endMs - Math.max(startMs, reached)
    reached = endMs
  }
  return covered
}
