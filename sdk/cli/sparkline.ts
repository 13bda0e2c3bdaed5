/** How a resource went, as a row of bars of one line's height. */

import type { ResourceSeries } from "../analyze/model.ts"

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const
const MAX_WIDTH = 24

/**
 * The greatest value of each of at most 24 equal stretches of the run, from the least of them (`▁`) to the greatest (`█`); a space where
 * the log has none. Empty where the run never told this resource.
 */
export const sparkline = ({ points, widthMs }: ResourceSeries, key: string): string => {
  const startMicros = points[0]?.atMicros ?? 0
  const endMicros = (points.at(-1)?.atMicros ?? 0) + widthMs * 1000
  const lengthMicros = endMicros - startMicros
  const width = Math.min(MAX_WIDTH, Math.ceil(lengthMicros / (widthMs * 1000)))
  const greatest: (number | undefined)[] = Array.from({ length: width })
  for (const { atMicros, values } of points) {
    const max = values[key]?.max
    if (max === undefined) continue
    const at = Math.floor(((atMicros - startMicros) / lengthMicros) * width)
    greatest[at] = Math.max(max, greatest[at] ?? -Infinity)
  }
  const known = greatest.filter((value) => value !== undefined)
  if (known.length === 0) return ""
  const [least, most] = [Math.min(...known), Math.max(...known)]
  const bar = (value: number | undefined): string => {
    if (value === undefined) return " "
    const part = most === least ? 0 : (value - least) / (most - least)
    return BARS[Math.round(part * (BARS.length - 1))] ?? " "
  }
  return greatest.map(bar).join("").trimEnd()
}
