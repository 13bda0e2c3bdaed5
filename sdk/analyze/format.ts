/** How Lapline prints numbers for people: terminal, editor and reports all say the same figure the same way. */

import { MIN_SAMPLES, type QuantileName } from "./statistics.ts"

/** What stands where a quantile would, when the sample cannot bear it. */
export const TOO_SMALL = "n too small"

/** What stands where there is no figure. */
export const NONE = "–"

/** Three digits and a unit: `812 µs`, `45.2 ms`, `1.82 s`; from two minutes `2 min 05 s`, from an hour `1 h 02 min`. */
export const formatDuration = (ms: number): string => {
  if (!Number.isFinite(ms) || ms < 0) return NONE
  if (ms === 0) return "0 ms"
  // Each limit is where rounding to three digits reaches the next unit: 999.6 µs is 1.00 ms.
  if (ms < 0.000_999_5) return "<1 µs"
  if (ms < 0.9995) return `${threeDigits(ms * 1000)} µs`
  if (ms < 999.5) return `${threeDigits(ms)} ms`
  if (ms < 119_500) return `${threeDigits(ms / 1000)} s`
  if (ms < 3_599_500) return inTwo(ms / 1000, "min", "s")
  return inTwo(ms / 60_000, "h", "min")
}

/** A share of 0 to 1 as `64 %`, under ten per cent `3.4 %`, and `<0.1 %` for what is not quite nothing. */
export const formatPercent = (share: number): string => {
  if (!Number.isFinite(share)) return NONE
  const percent = share * 100
  if (percent > 0 && percent < 0.05) return "<0.1 %"
  return percent < 9.95 && percent > 0 ? `${percent.toFixed(1)} %` : `${percent.toFixed(0)} %`
}

/** `1,234,567`. */
export const formatCount = (count: number): string =>
  String(count).replace(/\B(?=(?:\d{3})+$)/g, ",")

/** `1 turn`, `3 turns`; a plural that is more than an added s is given. */
export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** A mean or a rate with three digits, a whole number as it is: `0.482`, `12.4`, `4`, `1,240`. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return NONE
  if (Number.isInteger(value) || Math.abs(value) >= 999.5) return formatCount(Math.round(value))
  return Math.abs(value) < 0.0005 ? "<0.001" : threeDigits(value)
}

/** Bytes in binary units: `71.3 MiB`. */
export const formatBytes = (bytes: number): string => {
  let value = bytes
  for (const unit of ["B", "KiB", "MiB"]) {
    if (value < 999.5) return `${unit === "B" ? String(value) : threeDigits(value)} ${unit}`
    value /= 1024
  }
  return `${threeDigits(value)} GiB`
}

/** A quantile, or `n too small`, or nothing where nothing was measured. */
export const formatQuantile = (ms: number | null, count: number, name: QuantileName): string => {
  if (ms !== null) return formatDuration(ms)
  return count > 0 && count < MIN_SAMPLES[name] ? TOO_SMALL : NONE
}

/** The same in a table's narrow cell: `n<20` where n is too small. */
export const formatQuantileCell = (ms: number | null, count: number, name: QuantileName): string =>
  ms === null && count > 0 ? `n<${MIN_SAMPLES[name]}` : formatQuantile(ms, count, name)

/** `file:line`, as far as they are known. */
export const formatLocation = (file: string | undefined, line: number | undefined): string => {
  if (file === undefined) return NONE
  return line === undefined ? file : `${file}:${line}`
}

/** An operation's name; of a part that was timed for itself the step goes first, for it says more. */
export const formatOperation = (name: string, step: string): string =>
  step === "total" || name.includes(step) ? name : `${step} · ${name}`

/** A figure with at most three digits before and after the point together, and no needless zero taken away. */
const threeDigits = (value: number): string => {
  const magnitude = Math.abs(value)
  if (magnitude >= 99.95) return value.toFixed(0)
  if (magnitude >= 9.995) return value.toFixed(1)
  return value.toFixed(magnitude < 0.9995 ? 3 : 2)
}

/** `2 min 05 s` of `value` small units, sixty to the large one. */
const inTwo = (value: number, large: string, small: string): string => {
  const rounded = Math.round(value)
  const rest = String(rounded % 60).padStart(2, "0")
  return `${formatCount(Math.floor(rounded / 60))} ${large} ${rest} ${small}`
}
