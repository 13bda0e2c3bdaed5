/** Calendar days in UTC, the only days the return window knows. */

const MS_PER_DAY = 86_400_000

/** The UTC calendar day of an instant given in milliseconds since the epoch, as `2026-03-01`. */
export const utcDay = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10)

/**
 * Whole UTC calendar days from an ISO date or date-time to a day; negative when `from` is later.
 * The time of day does not count: an order of 23:59 is one day old a minute later.
 */
export const daysBetween = (from: string, day: string): number =>
  Math.round((Date.parse(day) - Date.parse(from.slice(0, 10))) / MS_PER_DAY)

/** The ISO date-time `days` before a day, at a given second of that day. */
export const daysBefore = (day: string, days: number, secondOfDay: number): string =>
  new Date(Date.parse(day) - days * MS_PER_DAY + secondOfDay * 1000).toISOString()
