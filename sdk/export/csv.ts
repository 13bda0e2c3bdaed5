/** Records as CSV (RFC 4180), one row each, for spreadsheets and data frames. */

import { jsonValue, MAX_STRING_BYTES } from "../record/json.ts"
import type { LapRecord } from "../record/record.ts"
import { formatTimestamp } from "../record/timestamp.ts"
import { exportable } from "./exportable.ts"

/** The row of column names, line end included. */
export const csvHead = (): string => `${COLUMNS.map(([name]) => name).join(",")}\r\n`

/**
 * The row of a record, line end included. A text that a spreadsheet would take for a formula begins with an apostrophe. Times are
 * UTC, durations milliseconds, `attributes` JSON; what is absent is empty.
 */
export const csvRow = (record: LapRecord): string => {
  const safe = exportable(record)
  return `${COLUMNS.map(([, read]) => cell(read(safe))).join(",")}\r\n`
}

type Cell = string | number | null | undefined

const COLUMNS: readonly (readonly [name: string, read: (record: LapRecord) => Cell])[] = [
  [
    "timestamp",
    (record) => (record.endMicros === null ? undefined : formatTimestamp(record.endMicros))
  ],
  ["level", (record) => record.level],
  ["component", (record) => record.component],
  ["metric", (record) => record.metric],
  ["step", (record) => record.step],
  ["name", (record) => record.name],
  ["tool_name", (record) => record.toolName],
  ["duration_ms", (record) => record.durationMs],
  ["status", (record) => record.status],
  ["session_id", (record) => record.sessionId],
  ["order_id", (record) => record.orderId],
  ["trace_id", (record) => record.traceId],
  ["span_id", (record) => record.spanId],
  ["parent_span_id", (record) => record.parentSpanId],
  ["run_id", (record) => record.runId],
  ["code.file.path", (record) => record.code.file],
  ["code.line.number", (record) => record.code.line],
  ["code.function.name", (record) => record.code.function],
  ["error.type", (record) => record.error?.type],
  ["error.message", (record) => record.error?.message],
  ["exception.stacktrace", (record) => record.error?.stack],
  ["attributes", (record) => json(record.attributes)],
  ["extra", (record) => json(record.extra)]
]

const json = (object: object): string | undefined =>
  Object.keys(object).length === 0 ? undefined : jsonValue(object, 2 * MAX_STRING_BYTES)

const cell = (value: Cell): string => {
  if (value === null || value === undefined) return ""
  if (typeof value === "number") return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Spreadsheets skip white space before they look for a formula; full-width forms are formulas to some. */
const FORMULA = /^\s*[=+\-@|%＝＋－＠\t\r]/u
