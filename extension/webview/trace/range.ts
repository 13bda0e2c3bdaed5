/** The stretch of an axis that is in view, and how it is moved and zoomed. */

export interface Range {
  readonly from: number
  readonly to: number
}

/** A range is never narrower than this part of the whole: doubles still tell its pixels apart. */
const NARROWEST = 1e-9

export const lengthOf = ({ from, to }: Range): number => to - from

/** The nearest range inside of `whole`; as wide as it was where that fits. */
export const clamp = ({ from, to }: Range, whole: Range): Range => {
  const most = lengthOf(whole)
  const length = Math.min(most, Math.max(to - from, most * NARROWEST))
  const start = Math.min(Math.max(from, whole.from), whole.to - length)
  return { from: start, to: start + length }
}

/** `factor` below 1 looks closer; the instant at `anchor` (0 to 1 of the view) stays where it is. */
export const zoom = (range: Range, factor: number, anchor: number, whole: Range): Range => {
  const at = range.from + lengthOf(range) * anchor
  const length = lengthOf(range) * factor
  return clamp({ from: at - length * anchor, to: at + length * (1 - anchor) }, whole)
}

/** Moves by a part of what is in view; negative to the left. */
export const pan = (range: Range, part: number, whole: Range): Range => {
  const by = lengthOf(range) * part
  return clamp({ from: range.from + by, to: range.to + by }, whole)
}

/** A range around this one, with some air on both sides. */
export const around = ({ from, to }: Range, whole: Range): Range => {
  const air = (to - from) * 0.1 || lengthOf(whole) * 0.005
  return clamp({ from: from - air, to: to + air }, whole)
}

/** The point of the range at `x` of `width` pixels. */
export const pointAt = (range: Range, x: number, width: number): number =>
  range.from + (lengthOf(range) * x) / Math.max(1, width)

export const isWhole = (range: Range, whole: Range): boolean =>
  range.from === whole.from && range.to === whole.to
