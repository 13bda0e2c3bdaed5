/** A waterfall as text: a row a span, its bar on the time of the root, what went wrong beneath it. */

import { formatDuration, formatLocation, formatPlural, NONE } from "../analyze/format.ts"
import { printable } from "../analyze/printable.ts"
import type { TraceNode, TraceTree } from "../analyze/trace-tree.ts"
import { waterfallOf, type Waterfall, type WaterfallRow } from "../analyze/waterfall.ts"
import type { LapRecord } from "../record/record.ts"
import { formatInstant } from "./report-circumstances.ts"
import type { Style, Terminal } from "./terminal.ts"
import { cutPath, cutRight, textWidth, wrap } from "./text-width.ts"
import { barText, type DrawnRow } from "./trace-bar.ts"
import { stretchesOf } from "./trace-path.ts"

/** The waterfall of the tree, or of the spans kept and what they ran in. Ends in a newline. */
export const toTraceText = (
  tree: TraceTree,
  terminal: Terminal,
  keeps?: (record: LapRecord) => boolean
): string => {
  const waterfall = waterfallOf(tree)
  const rows = rowsOf(tree, waterfall, keeps)
  const layout = layoutOf(rows, terminal.width)
  const left = waterfall.rows.length - rows.length
  return [
    ...header(waterfall, terminal),
    "",
    titles(layout, waterfall.durationMs, terminal),
    ...rows.flatMap((row) => [rowText(row, layout, terminal), ...remarks(row, layout, terminal)]),
    ...wrap(legend(rows, left), terminal.width).map((line) => terminal.paint("faint", line)),
    ""
  ].join("\n")
}

const rowsOf = (
  tree: TraceTree,
  waterfall: Waterfall,
  keeps: ((record: LapRecord) => boolean) | undefined
): readonly DrawnRow[] => {
  const stretches = stretchesOf(tree)
  const kept = new Set<TraceNode>()
  for (const node of tree.nodes) {
    if (keeps !== undefined && (node.record === undefined || !keeps(node.record))) continue
    for (let at: TraceNode | undefined = node; at !== undefined && !kept.has(at); at = at.parent) {
      kept.add(at)
    }
  }
  return waterfall.rows.flatMap((row, index) => {
    const node = tree.nodes[index]
    if (node === undefined || !kept.has(node)) return []
    return [{ ...row, path: stretches.get(node) ?? [] }]
  })
}

const legend = (rows: readonly DrawnRow[], left: number): string =>
  [
    ...(rows.some(({ path }) => path.length > 0)
      ? ["█ critical path: waited for here, not in a span below"]
      : []),
    ...(left > 0 ? [`${formatPlural(left, "span")} that do not match left out`] : [])
  ].join(" · ")

interface Layout {
  readonly name: number
  readonly figure: number
  readonly bar: number
  readonly where: number
  readonly hasWhere: boolean
}

const GAP = 2
const MAX_NAME = 60
const MAX_BAR = 60

/** Figures keep their width; of the rest names get less than half, places a quarter, the bar what is left. */
const layoutOf = (rows: readonly WaterfallRow[], width: number): Layout => {
  const widest = (texts: readonly string[]) =>
    texts.reduce((width, text) => Math.max(width, textWidth(text)), 0)
  const figure = widest(["duration", ...rows.flatMap((row) => [durationOf(row), selfOf(row)])])
  const name = Math.min(MAX_NAME, widest(rows.map((row) => labelOf(row, MAX_NAME))))
  const where = widest(rows.map(whereOf))
  const free = width - 2 * (figure + GAP) - GAP
  if (!Number.isFinite(free)) return { name, figure, bar: 40, where, hasWhere: where > 0 }
  const hasWhere = where > 0 && free >= 50
  const room = free - (hasWhere ? GAP : 0)
  const names = Math.min(name, Math.max(16, Math.floor(room * (hasWhere ? 0.45 : 0.6))))
  const places = hasWhere ? Math.min(where, Math.floor(room * 0.28)) : 0
  const bar = Math.max(8, Math.min(MAX_BAR, room - names - places))
  return { name: names, figure, bar, where: places, hasWhere }
}

const header = (waterfall: Waterfall, { paint, width }: Terminal): readonly string[] => {
  const { traceId, sessionId, startMicros, durationMs, rows } = waterfall
  const spans = rows.filter(({ isSynthetic }) => !isSynthetic)
  const failed = spans.filter(isFailed).length
  const facts = [
    formatDuration(durationMs),
    formatPlural(spans.length, "span"),
    `${failed} failed`,
    ...(startMicros === null ? [] : [`${formatInstant(startMicros) ?? ""} UTC`]),
    ...(sessionId === undefined ? [] : [`session ${sessionId}`])
  ]
  return [
    paint("bold", printable(`Trace ${traceId ?? "without an id"}`)),
    ...wrap(printable(facts.join(" · ")), width)
  ]
}

const titles = (layout: Layout, durationMs: number, { paint }: Terminal): string => {
  const end = formatDuration(durationMs)
  const scale = `0${" ".repeat(Math.max(1, layout.bar - 1 - end.length))}${end}`
  return paint(
    "faint",
    columns(layout, "span", "duration", "self", padRight(scale, layout.bar), "where")
  )
}

const rowText = (row: DrawnRow, layout: Layout, { paint }: Terminal): string => {
  const label = padRight(cutRight(labelOf(row, layout.name), layout.name), layout.name)
  return columns(
    layout,
    isFailed(row) ? paint("red", label) : label,
    durationOf(row),
    selfOf(row),
    paint(isFailed(row) ? "red" : colourOf(row), barText(row, layout.bar)),
    paint("cyan", cutPath(whereOf(row), layout.where))
  )
}

const columns = (
  layout: Layout,
  name: string,
  duration: string,
  self: string,
  bar: string,
  where: string
): string =>
  [
    padRight(name, layout.name),
    duration.padStart(layout.figure),
    self.padStart(layout.figure),
    bar,
    ...(layout.hasWhere ? [where] : [])
  ]
    .join(" ".repeat(GAP))
    .trimEnd()

const padRight = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - textWidth(text)))

/** Indentation takes at most half a name's room: past that the level is told in figures. */
const indentOf = ({ depth }: WaterfallRow, width: number): string =>
  "  ".repeat(Math.min(depth, Math.floor(width / 4)))

const labelOf = (row: WaterfallRow, width: number): string => {
  const indent = indentOf(row, width)
  const level = indent.length < 2 * row.depth ? `⋯${row.depth} ` : ""
  const mark = isFailed(row) ? "✗ " : row.status === "interrupted" ? "⊘ " : ""
  return indent + level + mark + printable(row.name)
}

const durationOf = ({ durationMs }: WaterfallRow): string =>
  durationMs === null ? NONE : formatDuration(durationMs)

const selfOf = ({ selfMs }: WaterfallRow): string =>
  selfMs === null ? NONE : formatDuration(selfMs)

const whereOf = ({ file, line }: WaterfallRow): string =>
  file === undefined ? "" : printable(formatLocation(file, line))

const isFailed = ({ status }: WaterfallRow): boolean => status === "error" || status === "timeout"

const colourOf = ({ metric }: WaterfallRow): Style => {
  if (metric === "llm_call") return "magenta"
  if (metric === "tool_execution") return "green"
  return metric.startsWith("db_") ? "yellow" : "blue"
}

const REMARKS: Readonly<Record<WaterfallRow["marks"][number], string>> = {
  "missing parent": "its parent is not in the log",
  "cycle cut": "its parents form a circle, cut here",
  "duplicate id": "another span carries the same id"
}

/** Lines beneath a row: how it failed, what is odd about it. */
const remarks = (row: WaterfallRow, layout: Layout, { paint }: Terminal): readonly string[] => {
  const indent = `${indentOf(row, layout.name)}  `
  const room = layout.name + 2 * (layout.figure + GAP) + GAP + layout.bar + layout.where
  const failure = isFailed(row)
    ? [[row.status, row.errorType, row.errorMessage].filter(Boolean).join(": ")]
    : []
  const odd = row.marks.map((mark) => REMARKS[mark])
  return [
    ...failure.map((text) => [text, "red"] as const),
    ...[...odd, ...barless(row)].map((text) => [text, "faint"] as const)
  ].map(([text, style]) => indent + paint(style, cutRight(printable(text), room - indent.length)))
}

/** Why a row has no bar. */
const barless = ({ bar, durationMs, offsetMs }: WaterfallRow): readonly string[] => {
  if (bar !== null) return []
  if (durationMs === null) return ["its duration cannot be used"]
  return [
    offsetMs === null ? "its timestamp cannot be used" : "it lies outside the time of the root"
  ]
}
