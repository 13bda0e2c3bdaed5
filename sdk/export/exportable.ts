/** What of a record may leave the process: all but secrets, which are taken out of its texts whatever the log holds. */

import { redact } from "../record/redact.ts"
import type { LapRecord, RecordError } from "../record/record.ts"

/** A copy in which keys, tokens, passwords and e-mail addresses read `[redacted]`, in names, errors, attributes and unknown keys alike. */
export const exportable = (record: LapRecord): LapRecord => ({
  endMicros: record.endMicros,
  durationMs: record.durationMs,
  level: clean(record.level),
  component: clean(record.component),
  metric: clean(record.metric),
  step: clean(record.step),
  name: clean(record.name),
  toolName: maybe(record.toolName),
  status: record.status,
  sessionId: maybe(record.sessionId),
  orderId: maybe(record.orderId),
  traceId: maybe(record.traceId),
  spanId: maybe(record.spanId),
  parentSpanId: maybe(record.parentSpanId),
  runId: maybe(record.runId),
  code: {
    file: maybe(record.code.file),
    line: record.code.line,
    function: maybe(record.code.function)
  },
  error: cleanError(record.error),
  attributes: cleanObject(record.attributes),
  extra: cleanObject(record.extra)
})

const cleanError = (error: RecordError | undefined): RecordError | undefined =>
  error === undefined
    ? undefined
    : { type: maybe(error.type), message: maybe(error.message), stack: maybe(error.stack) }

const maybe = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : clean(text)

/** The decoder lets lines nest 64 levels at most, so the recursion ends. */
const cleanValue = (value: unknown): unknown => {
  if (typeof value === "string") return clean(value)
  if (Array.isArray(value)) return value.map(cleanValue)
  return typeof value === "object" && value !== null ? cleanObject(value) : value
}

const cleanObject = (object: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [clean(key), cleanValue(value)]))

const HEX = /^[0-9a-f]{1,64}$/

const known = new Map<string, string>()
const MAX_KNOWN = 4_096
const MAX_KNOWN_LENGTH = 256

/** Names, paths and keys come again with every record, so short texts are looked through once. */
export const clean = (text: string): string => {
  // Ids never come again, and hold nothing that a pattern looks for.
  if (HEX.test(text)) return text
  if (text.length > MAX_KNOWN_LENGTH) return redact(text)
  const found = known.get(text)
  if (found !== undefined) return found
  const cleaned = redact(text)
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(text, cleaned)
  return cleaned
}
