/** The time in which at least one of many operations was running, without keeping all of them. */

import { roundMs } from "./exact-sum.ts"
import type { Interval } from "./interval.ts"

export interface BusyTime {
  /** How many operations were added. */
  count: number
  /** Stretches that do not touch, in the order of time. */
  stretches: Interval[]
  /** Of stretches that are no longer kept. */
  settledMs: number
}

/** Past so many the older half is settled: an operation that comes later and overlaps it counts in full. */
const MAX_STRETCHES = 8192

export const emptyBusyTime = (): BusyTime => ({ count: 0, stretches: [], settledMs: 0 })

/** Cheap for what comes about in the order of time. */
export const addBusy = (busy: BusyTime, interval: Interval): void => {
  busy.count += 1
  include(busy, interval)
}

export const addBusyTime = (busy: BusyTime, other: BusyTime): void => {
  busy.count += other.count
  busy.settledMs += other.settledMs
  for (const stretch of other.stretches) include(busy, stretch)
}

export const busyMs = ({ stretches, settledMs }: BusyTime): number =>
  roundMs(stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, settledMs))

const include = (busy: BusyTime, { startMs, endMs }: Interval): void => {
  const { stretches } = busy
  let after = stretches.length
  while (after > 0 && (stretches[after - 1]?.startMs ?? 0) > endMs) after -= 1
  let from = after
  let joined: Interval = { startMs, endMs }
  for (let last = stretches[from - 1]; last !== undefined && last.endMs >= startMs;) {
    joined = {
      startMs: Math.min(joined.startMs, last.startMs),
      endMs: Math.max(joined.endMs, last.endMs)
    }
    from -= 1
    last = stretches[from - 1]
  }
  stretches.splice(from, after - from, joined)
  if (stretches.length > MAX_STRETCHES) settleOldest(busy)
}

const settleOldest = (busy: BusyTime): void => {
  const old = busy.stretches.splice(0, MAX_STRETCHES / 2)
  busy.settledMs += busyMs({ count: 0, stretches: old, settledMs: 0 })
}
