/** Where the bar of a span is drawn. */
import { lengthOf, type Range } from "./range.ts"

export interface Bar {
  /** Pixels from the left edge of the view; the bar is cut at both edges. */
  readonly left: number
  readonly width: number
}

/** A short span keeps a bar that can be seen. */
const NARROWEST_PX = 2

/** Undefined when no part of the span is in view, or it has no time. */
export const barOf = (
  startMs: number,
  spanMs: number,
  range: Range,
  widthPx: number
): Bar | undefined => {
  const endMs = startMs + spanMs
  if (!(endMs >= range.from && startMs <= range.to)) return undefined
  const scale = widthPx / lengthOf(range)
  const left = Math.max(0, (startMs - range.from) * scale)
  const right = Math.min(widthPx, (endMs - range.from) * scale)
  const width = Math.max(NARROWEST_PX, right - left)
  return { left: Math.min(left, widthPx - NARROWEST_PX), width }
}

export type LabelSide = "right" | "left" | "inside"

/** Where a text of that width stands beside the bar without leaving the view. */
export const labelSide = ({ left, width }: Bar, textPx: number, widthPx: number): LabelSide => {
  if (left + width + textPx <= widthPx) return "right"
  return left >= textPx ? "left" : "inside"
}
