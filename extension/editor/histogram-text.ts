/** A distribution as rows of text. */
import { formatCount, formatDuration } from "../../sdk/analyze/format.ts"
import type { Bucket } from "../../sdk/analyze/model.ts"

const MOST_ROWS = 6
const WIDTH = 24
/** Three quarters high, so that the rows stay apart. */
const CELL = "▆"

/**
 * At most six rows of equal ratio, each `from – to  bar  count`; a row that holds anything has a
 * bar.
 */
export const histogramText = (buckets: readonly Bucket[]): string => {
  const rows = toRows(buckets)
  const most = Math.max(...rows.map(({ count }) => count))
  const cells = rows.map(({ lowMs, highMs, count }) => ({
    from: formatDuration(lowMs),
    to: formatDuration(highMs),
    bar: barOf(count / most),
    count: formatCount(count)
  }))
  const width = (key: "from" | "to" | "count") => Math.max(...cells.map((cell) => cell[key].length))
  return cells
    .map(({ from, to, bar, count }) =>
      [
        from.padStart(width("from")),
        "–",
        to.padStart(width("to")),
        bar.padEnd(WIDTH),
        count.padStart(width("count"))
      ].join(" ")
    )
    .join("\n")
}

/** The buckets joined into rows; each bucket falls into the row that holds its lower end. */
const toRows = (buckets: readonly Bucket[]): readonly Bucket[] => {
  const filled = buckets.filter(({ count }) => count > 0)
  if (filled.length <= MOST_ROWS) return filled
  const low = Math.max(filled[0]?.lowMs ?? 0, Number.MIN_VALUE)
  const high = filled.at(-1)?.highMs ?? low
  const ratio = (high / low) ** (1 / MOST_ROWS)
  const rowOf = ({ lowMs }: Bucket) => {
    const row = Math.floor(Math.log(Math.max(lowMs, low) / low) / Math.log(ratio))
    return Math.min(MOST_ROWS - 1, Math.max(0, row))
  }
  const byRow = Map.groupBy(filled, rowOf)
  return Array.from({ length: MOST_ROWS }, (_, row) => ({
    lowMs: low * ratio ** row,
    highMs: low * ratio ** (row + 1),
    count: (byRow.get(row) ?? []).reduce((sum, { count }) => sum + count, 0)
  }))
}

const barOf = (share: number): string =>
  CELL.repeat(share > 0 ? Math.max(1, Math.round(share * WIDTH)) : 0)
