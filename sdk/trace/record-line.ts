/** Writes the line of an ended span into the sink's buffer, in the key order of the record's contract. */

import {
  jsonString,
  jsonStringWithin,
  jsonValue,
  MIN_VALUE_BYTES,
  TRUNCATED
} from "../record/json.ts"
import { MAX_LINE_BYTES } from "../record/record.ts"
import { isoSecond } from "../record/timestamp.ts"
import { type AttributeKey, MAX_KEY_BYTES } from "./attribute-key.ts"
import { maxStringBytes, putBytes, putSixDigits, putString, putText, putWhole } from "./bytes.ts"
import { OK, type Outcome } from "./failure.ts"
import { foreignId, putId, SPAN_ID_WORDS, TRACE_ID_WORDS } from "./ids.ts"
import { isLapSpan, type Span } from "./span.ts"

/** Writes after what the buffer holds, where MAX_LINE_BYTES must be free, and returns the place after the newline. */
export const putRecord = (buffer: LineBuffer, span: Span, outcome: Outcome): number => {
  const { bytes, view, length: start } = buffer
  const { trace, dynamic } = span
  const site = span.site.bytesOf(span)
  let at = putTimestamp(bytes, start, span.endMs + trace.wallOffsetMs)
  at = putBytes(bytes, at, site.head)
  at = putDuration(bytes, at, span.endMs - span.startMs)
  if (outcome !== OK || trace.correlation !== undefined) {
    at = putText(bytes, at, `,"status":"${outcome.status}"`)
    if (trace.correlation !== undefined) at = putBytes(bytes, at, trace.correlation.bytes)
    at = putBytes(bytes, at, TRACE_ID)
  } else at = putBytes(bytes, at, OK_TRACE_ID)
  at = putId(view, at, trace.text, trace.at, TRACE_ID_WORDS)
  at = putBytes(bytes, at, SPAN_ID)
  at = putId(view, at, span.idText, span.idAt, SPAN_ID_WORDS)
  at = putParent(buffer, at, span)
  at = putBytes(bytes, at, site.tail)
  if (dynamic !== undefined) {
    const end = start + MAX_LINE_BYTES - ERROR_ROOM
    at = putAttributes(bytes, at, dynamic, site.hasAttributes, end)
  }
  if (outcome.error !== undefined) return putError(bytes, at, outcome.error)
  bytes[at++] = BRACE
  bytes[at++] = BRACE
  bytes[at++] = NEWLINE
  return at
}

/** Lines that wait to be written. */
export interface LineBuffer {
  readonly bytes: Buffer
  /** The same bytes. */
  readonly view: DataView
  /** Bytes in use. */
  length: number
}

const TRACE_ID = Buffer.from(',"trace_id":"')
const OK_TRACE_ID = Buffer.from(',"status":"ok","trace_id":"')
const SPAN_ID = Buffer.from('","span_id":"')
const PARENT_ID = Buffer.from('","parent_span_id":"')
const BRACE = 0x7d
const NEWLINE = 0x0a
const POINT = 0x2e

/** The longest type, message and stack, with their keys and the end of the line. */
const ERROR_ROOM = 17_408

let secondNow = Number.NaN
let secondBytes: Uint8Array = new Uint8Array()

const putTimestamp = (bytes: Buffer, at: number, endMs: number): number => {
  const micros = Math.floor(endMs * 1_000)
  const second = Math.floor(micros / 1_000_000)
  if (second !== secondNow) {
    secondNow = second
    secondBytes = Buffer.from(`{"v":1,"timestamp":"${isoSecond(second) ?? "1970-01-01T00:00:00"}.`)
  }
  return putSixDigits(bytes, putBytes(bytes, at, secondBytes), micros - second * 1_000_000)
}

/** Milliseconds to the nanosecond. */
const putDuration = (bytes: Buffer, at: number, durationMs: number): number => {
  if (durationMs > MAX_PLAIN_MS) return putText(bytes, at, durationMs.toFixed(6))
  const nanos = Math.round(Math.max(durationMs, 0) * 1_000_000)
  const whole = Math.floor(nanos / 1_000_000)
  const point = putWhole(bytes, at, whole)
  bytes[point] = POINT
  return putSixDigits(bytes, point + 1, nanos - whole * 1_000_000)
}

/** The largest number that putWhole takes. */
const MAX_INT = 2_147_483_647
const MAX_PLAIN_MS = 2_000_000_000

const putParent = ({ bytes, view }: LineBuffer, at: number, span: Span): number => {
  const parent = span.parentSpan
  if (parent === undefined) return at
  const place = putBytes(bytes, at, PARENT_ID)
  return isLapSpan(parent)
    ? putId(view, place, parent.idText, parent.idAt, SPAN_ID_WORDS)
    : putId(view, place, foreignId(parent.spanId, SPAN_ID_WORDS), 0, SPAN_ID_WORDS)
}

/** Writes keys and values up to the byte `end`; how many did not fit stands under the marker. */
const putAttributes = (
  bytes: Buffer,
  start: number,
  pairs: readonly unknown[],
  hasAttributes: boolean,
  end: number
): number => {
  let at = start
  for (let index = 0; index < pairs.length; index += 2) {
    const value = pairs[index + 1]
    if (value === undefined) continue
    if (end - at < MIN_PAIR_BYTES) {
      at = putText(bytes, at, `,${jsonString(TRUNCATED)}:${(pairs.length - index) / 2}`)
      break
    }
    at = putValue(bytes, putBytes(bytes, at, (pairs[index] as AttributeKey).bytes), value, end)
  }
  // Keys bring their comma along: without fixed attributes the first one is too much.
  if (hasAttributes || at === start) return at
  bytes.copyWithin(start, start + 1, at)
  return at - 1
}

/** A key, the shortest value, and the marker in case the next one does not fit. */
const MIN_PAIR_BYTES = MAX_KEY_BYTES + MIN_VALUE_BYTES + 64

const putValue = (bytes: Buffer, at: number, value: unknown, end: number): number => {
  if (typeof value === "string") {
    if (maxStringBytes(value.length) <= end - at) return putString(bytes, at, value)
  } else if (
    typeof value === "number" &&
    value >= 0 &&
    value <= MAX_INT &&
    Number.isInteger(value)
  ) {
    return putWhole(bytes, at, value)
  }
  return putText(bytes, at, jsonValue(value, end - at))
}

const putError = (bytes: Buffer, at: number, error: NonNullable<Outcome["error"]>): number => {
  let text = "}"
  if (error.type !== undefined) text += `,"error.type":${jsonStringWithin(error.type, 512)}`
  if (error.message !== undefined) {
    text += `,"error.message":${jsonStringWithin(error.message, 4_096)}`
  }
  if (error.stack !== undefined) {
    text += `,"exception.stacktrace":${jsonStringWithin(error.stack, 12_288)}`
  }
  return putText(bytes, at, `${text}}\n`)
}
