/** Trace and span ids in the width that OpenTelemetry asks for; Lapline's own have it already. */

import { createHash } from "node:crypto"
import { encodeRecord } from "../record/encode.ts"
import type { LapRecord } from "../record/record.ts"

export interface WireIds {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  readonly parentSpanId: string | undefined
}

/**
 * Ids of another form become the beginning of their SHA-256, the same wherever they are met, so that parents are still found. A
 * line without a span id gets that of its own text, and is a trace of its own where it names none.
 */
export const wireIds = (record: LapRecord): WireIds => {
  const spanId = idOf(record.spanId, SPAN_DIGITS) ?? hashOf(encodeRecord(record), SPAN_DIGITS)
  return {
    spanId,
    traceId: idOf(record.traceId, TRACE_DIGITS) ?? hashOf(spanId, TRACE_DIGITS),
    parentSpanId: idOf(record.parentSpanId, SPAN_DIGITS)
  }
}

/** Whether the line itself says which span of which trace it is. */
export const hasIds = ({ traceId, spanId }: LapRecord): boolean =>
  traceId !== undefined && spanId !== undefined

const TRACE_DIGITS = 32
const SPAN_DIGITS = 16

const idOf = (id: string | undefined, digits: number): string | undefined => {
  if (id === undefined) return undefined
  const isWire = id.length === digits && /^[0-9a-f]+$/.test(id) && /[1-9a-f]/.test(id)
  return isWire ? id : hashOf(id, digits)
}

const hashOf = (text: string, digits: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digits)
