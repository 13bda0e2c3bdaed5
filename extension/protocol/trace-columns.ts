/** A trace as columns: all that is needed to draw 100,000 spans, in a form that crosses to a webview fast. */
import {
  fieldsOf,
  isBelow,
  isCount,
  isFigure,
  isFinite,
  isListOf,
  isText,
  isTexts
} from "./check.ts"

/** One row a span, parents before children, siblings in the order they started; row 0 is the root. */
export interface TraceColumns {
  /** Which state of the trace this is: a late span makes another one. */
  readonly version: number
  readonly traceId: string
  readonly sessionId: string | null
  /** Start of the axis, microseconds since the epoch. */
  readonly startMicros: number | null
  /** Length of the axis. */
  readonly durationMs: number
  /** What the columns of texts point into; control characters are marks already. */
  readonly texts: readonly string[]
  readonly name: Uint32Array
  readonly metric: Uint32Array
  /** `file:line` as recorded; points to "" where the log names none. */
  readonly place: Uint32Array
  readonly depth: Uint32Array
  /** The parent's row; -1 for the root. */
  readonly parent: Int32Array
  /** Milliseconds after the start of the axis; NaN without a time. */
  readonly startMs: Float64Array
  /** NaN where nothing was measured. */
  readonly spanMs: Float64Array
  readonly selfMs: Float64Array
  /** Bits of `FLAGS`. */
  readonly flags: Uint8Array
  /** The critical path in the order of time: row, start and end of each segment. */
  readonly pathSpan: Uint32Array
  readonly pathStartMs: Float64Array
  readonly pathEndMs: Float64Array
  /** Who owns the time of the trace's first turn; empty without a turn. */
  readonly ledger: readonly Share[]
}

export interface Share {
  /** Known to the stylesheets as the owner's colour. */
  readonly owner: string
  readonly label: string
  readonly ms: number
  /** 0 to 1. */
  readonly share: number
}

export const FLAGS = {
  /** Error or timeout. */
  failed: 1,
  interrupted: 2,
  /** Missing parent, cut cycle, repeated id. */
  odd: 4,
  /** Stands for spans without one common parent. */
  synthetic: 8,
  onPath: 16
} as const

const ROWS = ["name", "metric", "place", "depth", "parent", "startMs", "spanMs", "selfMs", "flags"]

/** The columns, when each has the same length and points nowhere but into the others. */
export const readColumns = (value: unknown): TraceColumns | undefined => {
  const fields = fieldsOf(value)
  if (fields === undefined || !(fields["flags"] instanceof Uint8Array)) return undefined
  const { texts, name, metric, place, depth, parent, startMs, spanMs, selfMs } = fields
  const { pathSpan, pathStartMs, pathEndMs, ledger, sessionId } = fields
  const rows = fields["flags"].length
  const isWhole =
    [name, metric, place, depth, pathSpan].every((each) => each instanceof Uint32Array) &&
    [startMs, spanMs, selfMs, pathStartMs, pathEndMs].every(
      (each) => each instanceof Float64Array
    ) &&
    parent instanceof Int32Array &&
    ROWS.every((key) => lengthOf(fields[key]) === rows) &&
    lengthOf(pathStartMs) === lengthOf(pathSpan) &&
    lengthOf(pathEndMs) === lengthOf(pathSpan) &&
    isTexts(texts) &&
    isListOf(ledger, isShare) &&
    isCount(fields["version"]) &&
    isText(fields["traceId"]) &&
    (sessionId === null || isText(sessionId)) &&
    isFigure(fields["startMicros"]) &&
    isFinite(fields["durationMs"])
  if (!isWhole) return undefined
  const columns = value as TraceColumns
  const pointsInside =
    [columns.name, columns.metric, columns.place].every((each) =>
      isBelow(each, columns.texts.length)
    ) &&
    isBelow(columns.pathSpan, rows) &&
    columns.parent.every((at, row) => at < row && at >= (row === 0 ? -1 : 0))
  return pointsInside ? columns : undefined
}

const lengthOf = (column: unknown): number | undefined =>
  ArrayBuffer.isView(column) && "length" in column && isCount(column.length)
    ? column.length
    : undefined

export const isShare = (value: unknown): value is Share => {
  const fields = fieldsOf(value)
  return (
    fields !== undefined &&
    isText(fields["owner"]) &&
    isText(fields["label"]) &&
    isFinite(fields["ms"]) &&
    isFinite(fields["share"])
  )
}
