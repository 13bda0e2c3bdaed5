/** Tables that fit the terminal: columns that matter less go first, then long texts are cut. */

import { printable } from "../analyze/printable.ts"
import type { Style, Terminal } from "./terminal.ts"
import { cutPath, cutRight, textWidth } from "./text-width.ts"

export interface Column {
  readonly title: string
  /** `path` is cut at its start, `text` at its end, `number` never and stands on the right. */
  readonly kind: "path" | "text" | "number"
  /** Columns with the highest number go first when the terminal is narrow; 0, the default, never goes. */
  readonly dropOrder?: number
  readonly style?: (cell: string) => Style | undefined
}

export interface Table {
  readonly columns: readonly Column[]
  /** Cells as they came from the log: made safe here. */
  readonly rows: readonly (readonly string[])[]
}

export interface LaidOut {
  readonly lines: readonly string[]
  /** Titles of the columns that found no room. */
  readonly dropped: readonly string[]
}

const GAP = "  "
/** Rather than cut paths and names below this, columns are dropped: those that matter least while it is merely tight. */
const LEAST = { path: 18, text: 14, number: Infinity } as const
const TIGHT = { path: 28, text: 24, number: Infinity } as const
/** The first `dropOrder` that goes while it is merely tight. */
const EXPENDABLE = 5

export const layoutTable = ({ columns, rows }: Table, { width, paint }: Terminal): LaidOut => {
  const safe = rows.map((row) => row.map(printable))
  const natural = columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...safe.map((row) => textWidth(row[index] ?? "")))
  )
  const { kept, dropped } = chooseColumns(columns, natural, width)
  const widths = shrink(kept, columns, natural, width)

  const line = (cells: readonly string[], style: (cell: string, column: Column) => string) =>
    kept
      .map((index, position) => {
        const column = columns[index]
        const cell = cells[index] ?? ""
        if (column === undefined) return ""
        const room = widths[position] ?? 0
        const text = column.kind === "path" ? cutPath(cell, room) : cutRight(cell, room)
        const padding = " ".repeat(Math.max(0, room - textWidth(text)))
        const styled = style(text, column)
        return column.kind === "number" ? padding + styled : styled + padding
      })
      .join(GAP)
      .trimEnd()

  const titles = line(
    columns.map(({ title }) => title),
    (cell) => paint("faint", cell)
  )
  const body = safe.map((row) =>
    line(row, (cell, column) => {
      const style = column.style?.(cell)
      return style === undefined ? cell : paint(style, cell)
    })
  )
  return { lines: [titles, ...body], dropped: dropped.map((index) => columns[index]?.title ?? "") }
}

/** Drops columns until the rest fits with its flexible columns at their least. */
const chooseColumns = (
  columns: readonly Column[],
  natural: readonly number[],
  width: number
): { readonly kept: readonly number[]; readonly dropped: readonly number[] } => {
  const order = (index: number) => columns[index]?.dropOrder ?? 0
  let kept = columns.map((_, index) => index)
  const dropped: number[] = []
  const dropWhile = (least: typeof LEAST | typeof TIGHT, from: number) => {
    const room = (index: number) =>
      Math.min(natural[index] ?? 0, least[columns[index]?.kind ?? "number"])
    while (total(kept.map(room)) > width) {
      const last = kept.reduce((worst, index) => (order(index) > order(worst) ? index : worst))
      if (order(last) < from) return
      kept = kept.filter((index) => index !== last)
      dropped.push(last)
    }
  }
  dropWhile(TIGHT, EXPENDABLE)
  dropWhile(LEAST, 1)
  return { kept, dropped }
}

/** Takes columns from the widest flexible one, one by one, until the table fits. */
const shrink = (
  kept: readonly number[],
  columns: readonly Column[],
  natural: readonly number[],
  width: number
): readonly number[] => {
  const widths = kept.map((index) => natural[index] ?? 0)
  let excess = total(widths) - width
  while (excess > 0) {
    const flexible = kept
      .map((index, position) => ({ position, isFixed: columns[index]?.kind === "number" }))
      .filter(({ isFixed, position }) => !isFixed && (widths[position] ?? 0) > 1)
    const [first] = flexible.sort((a, b) => (widths[b.position] ?? 0) - (widths[a.position] ?? 0))
    if (first === undefined) break
    widths[first.position] = (widths[first.position] ?? 0) - 1
    excess -= 1
  }
  return widths
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1)
