/** What the spans of one trace share, with the bytes that are the same in all their records. */

import { jsonStringWithin } from "../record/json.ts"
import { idText, TRACE_ID_BYTES } from "./ids.ts"

export interface Correlation {
  readonly sessionId: string | undefined
  readonly orderId: string | undefined
}

export interface Trace {
  /** The trace id. */
  readonly text: Uint8Array
  readonly at: number
  /** Milliseconds from the monotonic clock to the wall clock, for the whole trace. */
  readonly wallOffsetMs: number
  readonly correlation: Correlation
  /** From the status `ok` to the open quote of the span id. */
  readonly okBytes: Uint8Array
}

export const makeTrace = (
  id: { readonly text: Uint8Array; readonly at: number },
  wallOffsetMs: number,
  correlation: Correlation
): Trace => {
  const { sessionId, orderId } = correlation
  let json = STATUS_OK
  if (sessionId !== undefined) json += `,"session_id":${jsonStringWithin(sessionId, 256)}`
  if (orderId !== undefined) json += `,"order_id":${jsonStringWithin(orderId, 256)}`
  json += `,"trace_id":"${idText(id.text, id.at, TRACE_ID_BYTES)}","span_id":"`
  return { text: id.text, at: id.at, wallOffsetMs, correlation, okBytes: Buffer.from(json) }
}

const STATUS_OK = ',"status":"ok"'

/** Where the bytes after the status begin. */
export const AFTER_STATUS = STATUS_OK.length
