/** One record to one line. Never throws, never longer than MAX_LINE_BYTES. */

import { jsonEntries, jsonStringWithin, jsonValue, MIN_VALUE_BYTES } from "./json.ts"
import { KNOWN_KEYS } from "./keys.ts"
import { MAX_DURATION_MS, MAX_LINE_BYTES, type LapRecord, type RecordError } from "./record.ts"
import { formatTimestamp } from "./timestamp.ts"
import { utf8Length } from "./utf8.ts"

/**
 * The line of a record, newline included, `v` first, keys in the order of docs/log-format.md. Absent values and empty
 * `attributes` are left out. What is too long is cut and ends in `…truncated`; values JSON cannot hold are told as text.
 */
export const encodeRecord = (record: LapRecord): string => {
  const fields = encodeFields(record)
  const error = encodeError(record.error)
  let left = MAX_LINE_BYTES - utf8Length(fields) - utf8Length(error) - CLOSE.length
  const attributes = encodeAttributes(record.attributes, left - EXTRA_RESERVE_BYTES)
  left -= utf8Length(attributes)
  return fields + attributes + error + encodeExtra(record.extra, left) + CLOSE
}

/** `,"attributes":{…}` in at most `maxBytes` bytes, or nothing when there are none. */
const encodeAttributes = (
  attributes: Readonly<Record<string, unknown>>,
  maxBytes: number
): string => {
  const prefix = ',"attributes":'
  const json = jsonValue(attributes, maxBytes - prefix.length)
  return json === "{}" ? "" : prefix + json
}

const CLOSE = "}\n"

/** What `attributes` leave to unknown keys, at the least. */
const EXTRA_RESERVE_BYTES = 2_048

/** Every key but the error's, `attributes` and the unknown ones; with the error's the limits add up to less than half a line. */
const encodeFields = (record: LapRecord): string => {
  const { code, durationMs, endMicros } = record
  return (
    '{"v":1' +
    textField("timestamp", endMicros === null ? undefined : formatTimestamp(endMicros), 64) +
    textField("level", record.level, 64) +
    textField("component", record.component, 256) +
    textField("metric", record.metric, 256) +
    textField("step", record.step, 512) +
    textField("name", record.name, 1_024) +
    textField("tool_name", record.toolName, 512) +
    numberField("duration_ms", durationMs, MAX_DURATION_MS) +
    textField("status", record.status, 64) +
    textField("session_id", record.sessionId, 256) +
    textField("order_id", record.orderId, 256) +
    textField("trace_id", record.traceId, 256) +
    textField("span_id", record.spanId, 256) +
    textField("parent_span_id", record.parentSpanId, 256) +
    textField("run_id", record.runId, 256) +
    textField("code.file.path", code.file, 4_096) +
    numberField("code.line.number", code.line, Number.MAX_SAFE_INTEGER) +
    textField("code.function.name", code.function, 1_024)
  )
}

const encodeError = (error: RecordError | undefined): string =>
  textField("error.type", error?.type, 512) +
  textField("error.message", error?.message, 4_096) +
  textField("exception.stacktrace", error?.stack, 12_288)

const encodeExtra = (extra: Readonly<Record<string, unknown>>, maxBytes: number): string => {
  if (maxBytes < MIN_VALUE_BYTES) return ""
  const entries = jsonEntries(extra, (key) => !KNOWN_KEYS.has(key), maxBytes - 1)
  return entries === "" ? "" : `,${entries}`
}

const textField = (key: string, value: string | undefined, maxBytes: number): string =>
  typeof value === "string" ? `,"${key}":${jsonStringWithin(value, maxBytes)}` : ""

const numberField = (key: string, value: number | null | undefined, max: number): string =>
  typeof value === "number" && value >= 0 && value <= max ? `,"${key}":${String(value)}` : ""
