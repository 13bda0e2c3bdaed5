/** Timestamps between text and microseconds since the Unix epoch. */

const FORM =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?\s?(?:[Zz]|([+-])(\d\d):?(\d\d)?)?$/

/**
 * Microseconds since the epoch of an RFC 3339 timestamp, or null. Read as well: a space for the `T`, a comma before the
 * fraction (Python's logging), offsets without a colon. A timestamp without a zone is taken as UTC; digits below the
 * microsecond are cut.
 */
export const parseTimestamp = (text: unknown): number | null => {
  if (typeof text !== "string" || text.length > 64) return null
  const match = FORM.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = match
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  // Date.UTC reads years under 100 as 19xx and rolls 31 February over into March: both would be another day.
  if (date.getUTCFullYear() !== Number(year)) return null
  if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day)) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return null
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second)
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60
  const micros = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"))
  const utcSeconds = date.getTime() / 1000 + seconds + (sign === "-" ? offset : -offset)
  return utcSeconds * 1_000_000 + micros
}

/**
 * `2025-12-14T12:00:00.123456Z` of whole microseconds since the epoch; undefined outside the years 0100 to 9999 or when
 * the number is not finite. The part before the dot changes once a second: a hot writer may keep it (`isoSecond`).
 */
export const formatTimestamp = (micros: number): string | undefined => {
  const second = Math.floor(micros / 1_000_000)
  const iso = isoSecond(second)
  if (iso === undefined) return undefined
  const fraction = Math.floor(micros - second * 1_000_000)
  return `${iso}.${String(fraction).padStart(6, "0")}Z`
}

/** `2025-12-14T12:00:00` of whole seconds since the epoch. */
export const isoSecond = (second: number): string | undefined =>
  second >= FIRST_SECOND && second <= LAST_SECOND
    ? new Date(second * 1000).toISOString().slice(0, 19)
    : undefined

const FIRST_SECOND = Date.UTC(100, 0, 1) / 1000
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000
