/** The bar of a span on the time of its trace. */

import type { WaterfallRow } from "../analyze/waterfall.ts"
import type { Stretch } from "./trace-path.ts"

export interface DrawnRow extends WaterfallRow {
  /** What of the critical path the span has for itself. */
  readonly path: readonly Stretch[]
}

/** A span is at least one column: what ran is seen. Solid is where the critical path has at least half of it. */
export const barText = (row: DrawnRow, width: number): string => {
  const { bar, status, isSynthetic, path } = row
  if (bar === null) return " ".repeat(width)
  const from = Math.min(width - 1, Math.floor(bar.from * width))
  const to = Math.min(width, Math.max(from + 1, Math.round(bar.to * width)))
  const light = isSynthetic ? "·" : status === "interrupted" ? "▒" : "░"
  const solid = to - from > 1 ? "█" : "▌"
  const onPath = isSynthetic ? [] : coverage(path, { from, to, width })
  const cells = Array.from({ length: to - from }, (_, index) => {
    // The ends of a bar are rounded: what of it lies past its last column counts there.
    const start = index === 0 ? bar.from * width : from + index
    const end = index === to - from - 1 ? bar.to * width : from + index + 1
    return (onPath[index] ?? 0) > 0 && (onPath[index] ?? 0) >= (end - start) / 2 ? solid : light
  })
  return " ".repeat(from) + cells.join("") + " ".repeat(width - to)
}

/** How much of each column from `from` to before `to` the stretches take, in columns. */
const coverage = (
  path: readonly Stretch[],
  { from, to, width }: { readonly from: number; readonly to: number; readonly width: number }
): readonly number[] => {
  const cells = Array.from({ length: to - from }, () => 0)
  const clamp = (column: number) => Math.min(to - 1, Math.max(from, Math.floor(column)))
  for (const stretch of path) {
    const [start, end] = [stretch.from * width, stretch.to * width]
    for (let column = clamp(start); column <= clamp(end); column++) {
      const left = column === from ? start : Math.max(start, column)
      const right = column === to - 1 ? end : Math.min(end, column + 1)
      cells[column - from] = (cells[column - from] ?? 0) + Math.max(0, right - left)
    }
  }
  return cells
}
