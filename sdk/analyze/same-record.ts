/** Whether two records say the same, whatever the order of their attributes. */

import type { LapRecord } from "../record/record.ts"

export const isSameRecord = (a: LapRecord, b: LapRecord): boolean =>
  a.endMicros === b.endMicros && a.durationMs === b.durationMs && contentOf(a) === contentOf(b)

/** The record as text with its keys in alphabetical order. The decoder bounds the depth. */
export const contentOf = (record: LapRecord): string =>
  JSON.stringify(record, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
      : value
  )
