/** A trace as rows of a waterfall: the same rows for the terminal and the editor. */

import { formatOperation } from "./format.ts"
import type { Interval } from "./interval.ts"
import type { Status } from "../record/record.ts"
import { selfTimeMs } from "./self-time.ts"
import type { Mark, TraceNode, TraceTree } from "./trace-tree.ts"

export interface WaterfallRow {
  readonly depth: number
  /** The span's name, with the step when it is one (see `formatOperation`). */
  readonly name: string
  readonly metric: string
  readonly step: string
  readonly status: Status
  readonly errorType: string | undefined
  readonly errorMessage: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined
  readonly spanId: string | undefined
  /** Milliseconds after the start of the axis; negative for what began before it, null without a time. */
  readonly offsetMs: number | null
  readonly durationMs: number | null
  readonly selfMs: number | null
  /** Where the bar begins and ends on the axis, 0 to 1; null when no part of the span lies on it. */
  readonly bar: { readonly from: number; readonly to: number } | null
  readonly marks: readonly Mark[]
  /** The root that stands for spans without one common parent; nothing was measured there. */
  readonly isSynthetic: boolean
}

export interface Waterfall {
  readonly traceId: string | undefined
  readonly sessionId: string | undefined
  /** Start of the axis, microseconds since the epoch. */
  readonly startMicros: number | null
  /** Length of the axis: that of the root. */
  readonly durationMs: number
  /** Parents before children, siblings in the order they started. */
  readonly rows: readonly WaterfallRow[]
}

/** The axis is the root's time. What lies outside it is clipped, so that one wrong date cannot squeeze all bars to dots. */
export const waterfallOf = (tree: TraceTree): Waterfall => {
  const axis = tree.root.interval ?? { startMs: 0, endMs: 0 }
  const durationMs = axis.endMs - axis.startMs
  const toRow = (node: TraceNode): WaterfallRow => {
    const { record, interval, depth, marks } = node
    return {
      depth,
      name:
        record === undefined
          ? "(no common root in the log)"
          : formatOperation(record.name, record.step),
      metric: record?.metric ?? "",
      step: record?.step ?? "total",
      status: record?.status ?? "ok",
      errorType: record?.error?.type,
      errorMessage: record?.error?.message,
      file: record?.code.file,
      line: record?.code.line,
      spanId: record?.spanId,
      offsetMs: interval === undefined ? null : interval.startMs - axis.startMs,
      durationMs: record === undefined ? durationMs : record.durationMs,
      selfMs: selfTimeMs(node),
      bar: interval === undefined ? null : barOf(interval, axis),
      marks,
      isSynthetic: record === undefined
    }
  }
  return {
    traceId: tree.traceId,
    sessionId: tree.nodes.find(({ record }) => record?.sessionId !== undefined)?.record?.sessionId,
    startMicros:
      tree.originMicros === null ? null : Math.round(tree.originMicros + axis.startMs * 1000),
    durationMs,
    rows: tree.nodes.map(toRow)
  }
}

const barOf = ({ startMs, endMs }: Interval, axis: Interval): WaterfallRow["bar"] => {
  if (endMs < axis.startMs || startMs > axis.endMs) return null
  const length = axis.endMs - axis.startMs
  if (length === 0) return { from: 0, to: 1 }
  return {
    from: Math.max(0, (startMs - axis.startMs) / length),
    to: Math.min(1, (endMs - axis.startMs) / length)
  }
}
