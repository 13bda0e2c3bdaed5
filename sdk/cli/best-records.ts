/** The first few of many records in an order of choice, in memory for those few. */

import type { LapRecord } from "../record/record.ts"

export type Order = "slowest" | "newest" | "oldest"

export interface BestRecords {
  readonly add: (record: LapRecord) => void
  /** First ones first, at most `limit`. */
  readonly all: () => readonly LapRecord[]
}

export const bestRecords = (order: Order, limit: number): BestRecords => {
  const compare = COMPARE[order]
  let kept: LapRecord[] = []
  const shorten = () => {
    kept = kept.sort(compare).slice(0, limit)
  }
  return {
    add: (record) => {
      kept.push(record)
      if (kept.length >= 2 * limit + SLACK) shorten()
    },
    all: () => {
      shorten()
      return kept
    }
  }
}

/** Sorting a few at a time costs less than sorting at each. */
const SLACK = 1_000

/** What has no time comes last. Sorting is stable: equal ones stay in the order in which they were read. */
const COMPARE: Readonly<Record<Order, (a: LapRecord, b: LapRecord) => number>> = {
  slowest: (a, b) => (b.durationMs ?? -1) - (a.durationMs ?? -1),
  newest: (a, b) => (b.endMicros ?? -1) - (a.endMicros ?? -1),
  oldest: (a, b) => (a.endMicros ?? Infinity) - (b.endMicros ?? Infinity) || 0
}
