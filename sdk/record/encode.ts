/** One record to one line. Never throws, never longer than MAX_LINE_BYTES. */

import { jsonEntries, jsonStringWithin, jsonValue, MIN_VALUE_BYTES } from "./json.ts"
import { KNOWN_KEYS } from "./keys.ts"
import { MAX_DURATION_MS, MAX_LINE_BYTES, type LapRecord } from "./record.ts"
import { formatTimestamp } from "./timestamp.ts"
import { utf8Length } from "./utf8.ts"

/**
 * The line of a record, newline included, `v` first, keys in the order of docs/log-format.md. Absent values and empty
 * `attributes` are left out. What is too long is cut and ends in `…truncated`; values JSON cannot hold are told as text.
 */
export const encodeRecord = (record: LapRecord): string => {
  const fields = encodeFields(record)
  let left = MAX_LINE_BYTES - utf8Length(fields) - CLOSE.length
  const attributes = encodeAttributes(record.attributes, left - EXTRA_RESERVE_BYTES)
  left -= utf8Length(attributes)
  return fields + attributes + encodeExtra(record.extra, left) + CLOSE
}

/** `,"attributes":{…}` in at most `maxBytes` bytes, or nothing when there are none. */
export const encodeAttributes = (
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

/** Every key but `attributes` and the unknown ones; the limits add up to less than half a line. */
const encodeFields = (record: LapRecord): string => {
  const { code, error, endMicros, durationMs } = record
  let fields = '{"v":1'
  const put = (key: string, value: string | undefined, maxBytes: number) => {
    if (typeof value === "string") fields += `,"${key}":${jsonStringWithin(value, maxBytes)}`
  }
  put("timestamp", endMicros === null ? undefined : formatTimestamp(endMicros), 64)
  put("level", record.level, 64)
  put("component", record.component, 256)
  put("metric", record.metric, 256)
  put("step", record.step, 512)
  put("name", record.name, 1_024)
  put("tool_name", record.toolName, 512)
  if (durationMs !== null && durationMs >= 0 && durationMs <= MAX_DURATION_MS) {
    fields += `,"duration_ms":${String(durationMs)}`
  }
  put("status", record.status, 64)
  put("session_id", record.sessionId, 256)
  put("order_id", record.orderId, 256)
  put("trace_id", record.traceId, 256)
  put("span_id", record.spanId, 256)
  put("parent_span_id", record.parentSpanId, 256)
  put("run_id", record.runId, 256)
  put("code.file.path", code.file, 4_096)
  if (code.line !== undefined && Number.isSafeInteger(code.line)) {
    fields += `,"code.line.number":${String(code.line)}`
  }
  put("code.function.name", code.function, 1_024)
  put("error.type", error?.type, 512)
  put("error.message", error?.message, 4_096)
  put("exception.stacktrace", error?.stack, 12_288)
  return fields
}

const encodeExtra = (extra: Readonly<Record<string, unknown>>, maxBytes: number): string => {
  if (maxBytes < MIN_VALUE_BYTES) return ""
  const entries = jsonEntries(extra, (key) => !KNOWN_KEYS.has(key), maxBytes - 1)
  return entries === "" ? "" : `,${entries}`
}
