/** One line of a log to one record, or to the reason why not. Never throws, whatever the text. */

import { CODE_KEYS, ERROR_KEYS, KNOWN_KEYS, LIFTED_KEYS } from "./keys.ts"
import {
  MAX_DEPTH,
  MAX_DURATION_MS,
  MAX_LINE_BYTES,
  RECORD_VERSION,
  type LapRecord,
  type RecordError
} from "./record.ts"
import { readStatus } from "./status.ts"
import { parseTimestamp } from "./timestamp.ts"
import { isLongerThan } from "./utf8.ts"

export type Decoded = { readonly _tag: "Record"; readonly record: LapRecord } | Rejected

export interface Rejected {
  readonly _tag: "Malformed" | "Oversize" | "UnsupportedVersion"
  /** One sentence part in the reader's words, e.g. `not a JSON object`; holds no text of the line. */
  readonly reason: string
}

/**
 * Reads one line, with or without its newline. A known key whose value has the wrong type counts as absent; what is absent gets
 * the default that docs/log-format.md gives.
 */
export const decodeLine = (text: string): Decoded => {
  if (isLongerThan(text.endsWith("\n") ? text.slice(0, -1) : text, MAX_LINE_BYTES - 1)) {
    return rejected("Oversize", `longer than ${MAX_LINE_BYTES} bytes`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The engine's own message quotes the line, and a reason must be safe to print.
    return rejected("Malformed", "not JSON")
  }
  if (!isObject(value)) return rejected("Malformed", "not a JSON object")
  const version = value["v"]
  if (!isReadableVersion(version)) {
    const given = typeof version === "number" ? `version ${version}` : "a version that is no number"
    return rejected("UnsupportedVersion", `${given}; this reads version ${RECORD_VERSION}`)
  }
  if (isDeeperThan(value, MAX_DEPTH)) {
    return rejected("Malformed", `nested deeper than ${MAX_DEPTH} levels`)
  }
  return toRecord(value)
}

type Json = Readonly<Record<string, unknown>>

const toRecord = (line: Json): Decoded => {
  const toolName = text(line["tool_name"])
  const metric = text(line["metric"]) ?? (toolName === undefined ? undefined : "tool_execution")
  const givenName = text(line["name"])
  if (metric === undefined && givenName === undefined) {
    return rejected("Malformed", "no metric, name or tool_name: not a Lapline line")
  }
  const own = isObject(line["attributes"]) ? line["attributes"] : EMPTY
  const lifted = LIFTED_KEYS.some((key) => Object.hasOwn(own, key))
  const attributes = lifted ? without(own, (key) => LIFTED_KEYS.includes(key)) : own
  const pick = <A>(keys: readonly string[], read: (value: unknown) => A | undefined) => {
    for (const key of keys) {
      const value = read(line[key]) ?? (lifted ? read(own[key]) : undefined)
      if (value !== undefined) return value
    }
    return undefined
  }
  const errorKeys: RecordError = {
    type: pick(ERROR_KEYS.type, text),
    message: pick(ERROR_KEYS.message, text),
    stack: pick(ERROR_KEYS.stack, text)
  }
  const { status, error } = readStatus(line["status"], errorKeys)
  return {
    _tag: "Record",
    record: {
      endMicros: parseTimestamp(line["timestamp"]),
      durationMs: duration(line["duration_ms"]),
      level: text(line["level"]) ?? "INFO",
      component: text(line["component"]) ?? "performance",
      metric: metric ?? "span",
      step: text(line["step"]) ?? "total",
      name: givenName ?? (toolName === undefined ? (metric ?? "span") : `execute_tool ${toolName}`),
      toolName,
      status,
      sessionId: id(line["session_id"]),
      orderId: id(line["order_id"]),
      traceId: id(line["trace_id"]),
      spanId: id(line["span_id"]),
      parentSpanId: id(line["parent_span_id"]),
      runId: id(line["run_id"]),
      code: {
        file: pick(CODE_KEYS.file, text),
        line: pick(CODE_KEYS.line, lineNumber),
        function: pick(CODE_KEYS.function, text)
      },
      error,
      attributes,
      extra: without(line, (key) => KNOWN_KEYS.has(key))
    }
  }
}

const EMPTY: Json = Object.freeze({})

const rejected = (tag: Rejected["_tag"], reason: string): Rejected => ({ _tag: tag, reason })

/** Lines of the plan carry no `v`. A fraction is growth within version 1 and is read. */
const isReadableVersion = (version: unknown): boolean =>
  version === undefined || (typeof version === "number" && Math.floor(version) === RECORD_VERSION)

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The recursion ends at `levels`, so the input cannot make it deep. */
const isDeeperThan = (value: unknown, levels: number): boolean => {
  if (typeof value !== "object" || value === null) return false
  if (levels === 0) return true
  for (const child of Object.values(value)) {
    if (typeof child === "object" && isDeeperThan(child, levels - 1)) return true
  }
  return false
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/** Writers that keep numeric ids as numbers are understood. */
const id = (value: unknown): string | undefined =>
  typeof value === "number" ? String(value) : text(value)

const lineNumber = (value: unknown): number | undefined => {
  const line = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value
  return typeof line === "number" && Number.isSafeInteger(line) && line > 0 ? line : undefined
}

const duration = (value: unknown): number | null =>
  typeof value === "number" && value >= 0 && value <= MAX_DURATION_MS ? value : null

/** A copy made of own data properties, so that a key like `__proto__` stays a key. */
const without = (object: Json, isLeftOut: (key: string) => boolean): Json => {
  const kept = Object.keys(object).filter((key) => !isLeftOut(key))
  return kept.length === 0 ? EMPTY : Object.fromEntries(kept.map((key) => [key, object[key]]))
}
