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
import { type Outcome, OK } from "./failure.ts"
import { SPAN_ID_BYTES, TRACE_ID_BYTES, idBytes } from "./ids.ts"
import {
  type LineBuffer,
  maxStringBytes,
  putBytes,
  putDigits,
  putSlice,
  putString,
  putText,
  putWhole
} from "./line-buffer.ts"
import type { Recorder } from "./recorder.ts"
import { isLapSpan, type Span } from "./span.ts"

export const writeRecord = (recorder: Recorder, span: Span, outcome: Outcome): void => {
  const buffer = recorder.sink.buffer
  const start = buffer.length
  const site = span.site.bytesOf(span)
  putTimestamp(buffer, span.endMs + span.trace.wallOffsetMs)
  putBytes(buffer, site.head)
  putDuration(buffer, span.endMs - span.startMs)
  if (outcome === OK) putBytes(buffer, STATUS_OK)
  else putText(buffer, `,"status":"${outcome.status}"`)
  if (span.correlation !== undefined) putBytes(buffer, span.correlation.bytes)
  putBytes(buffer, TRACE_ID)
  putSlice(buffer, span.trace.text, span.trace.at, TRACE_ID_BYTES)
  putBytes(buffer, SPAN_ID)
  putSlice(buffer, span.idText, span.idAt, SPAN_ID_BYTES)
  putParent(buffer, span)
  putBytes(buffer, site.tail)
  if (span.dynamic !== undefined) {
    putAttributes(buffer, span.dynamic, !site.hasAttributes, start + MAX_LINE_BYTES - ERROR_ROOM)
  }
  if (outcome.error === undefined) putBytes(buffer, CLOSE)
  else putError(buffer, outcome.error)
  recorder.sink.written()
}

const ascii = (text: string): Uint8Array => Buffer.from(text)
const STATUS_OK = ascii(',"status":"ok"')
const TRACE_ID = ascii(',"trace_id":"')
const SPAN_ID = ascii('","span_id":"')
const PARENT_ID = ascii('","parent_span_id":"')
const CLOSE = ascii("}}\n")
const COMMA = 0x2c
const COLON = 0x3a

/** The longest type, message and stack, with their keys and the end of the line. */
const ERROR_ROOM = 17_408

let secondNow = Number.NaN
let secondBytes: Uint8Array = new Uint8Array()

const putTimestamp = (buffer: LineBuffer, atMs: number): void => {
  const micros = Math.floor(atMs * 1_000)
  const second = Math.floor(micros / 1_000_000)
  if (second !== secondNow) {
    secondNow = second
    secondBytes = ascii(`{"v":1,"timestamp":"${isoSecond(second) ?? "1970-01-01T00:00:00"}.`)
  }
  putBytes(buffer, secondBytes)
  putDigits(buffer, micros - second * 1_000_000, 6)
}

/** Milliseconds to a tenth of a microsecond. */
const putDuration = (buffer: LineBuffer, durationMs: number): void => {
  const ticks = Math.round(Math.max(durationMs, 0) * 10_000)
  const whole = Math.floor(ticks / 10_000)
  putWhole(buffer, whole)
  buffer.bytes[buffer.length++] = 0x2e
  putDigits(buffer, ticks - whole * 10_000, 4)
}

const putParent = (buffer: LineBuffer, span: Span): void => {
  const parent = span.parentSpan
  if (parent === undefined) return
  putBytes(buffer, PARENT_ID)
  if (isLapSpan(parent)) putSlice(buffer, parent.idText, parent.idAt, SPAN_ID_BYTES)
  else putBytes(buffer, idBytes(parent.spanId, SPAN_ID_BYTES))
}

/** Writes `key:value` pairs up to the byte `end` of the buffer; the rest is counted under the marker. */
const putAttributes = (
  buffer: LineBuffer,
  pairs: readonly unknown[],
  first: boolean,
  end: number
): void => {
  let needsComma = !first
  for (let index = 0; index < pairs.length; index += 2) {
    const value = pairs[index + 1]
    if (value === undefined) continue
    const key = String(pairs[index])
    const room = end - buffer.length
    if (room < MIN_PAIR_BYTES) {
      putText(
        buffer,
        `${needsComma ? "," : ""}${jsonString(TRUNCATED)}:${(pairs.length - index) / 2}`
      )
      return
    }
    if (needsComma) buffer.bytes[buffer.length++] = COMMA
    needsComma = true
    if (key.length <= 42) putString(buffer, key)
    else putText(buffer, jsonStringWithin(key, 256))
    buffer.bytes[buffer.length++] = COLON
    putValue(buffer, value, end)
  }
}

/** A key of 256 bytes, the shortest value, and the marker in case the next one does not fit. */
const MIN_PAIR_BYTES = 256 + MIN_VALUE_BYTES + 64

const putValue = (buffer: LineBuffer, value: unknown, end: number): void => {
  const room = end - buffer.length
  if (typeof value === "number" && value >= 0 && value <= 999_999_999 && Number.isInteger(value)) {
    putWhole(buffer, value)
  } else if (
    typeof value === "string" &&
    value.length < 4_096 &&
    maxStringBytes(value.length) < room
  ) {
    putString(buffer, value)
  } else putText(buffer, jsonValue(value, room))
}

const putError = (buffer: LineBuffer, error: NonNullable<Outcome["error"]>): void => {
  let text = "}"
  if (error.type !== undefined) text += `,"error.type":${jsonStringWithin(error.type, 512)}`
  if (error.message !== undefined)
    text += `,"error.message":${jsonStringWithin(error.message, 4_096)}`
  if (error.stack !== undefined) {
    text += `,"exception.stacktrace":${jsonStringWithin(error.stack, 12_288)}`
  }
  putText(buffer, `${text}}\n`)
}
