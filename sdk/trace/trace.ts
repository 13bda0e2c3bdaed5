/** What the spans of one trace share. */

import { jsonStringWithin } from "../record/json.ts"
import type { Fate } from "./fate.ts"
import type { IdText } from "./ids.ts"

export interface Trace {
  /** The trace id: text, and the word of it at which the id begins. */
  readonly text: IdText
  readonly at: number
  /** Milliseconds from the monotonic clock to the wall clock, for the whole trace. */
  readonly wallOffsetMs: number
  readonly correlation: Correlation | undefined
  /** Whether its lines are written; undefined while nothing is sampled: all of them are. */
  readonly fate: Fate | undefined
}

/** The session and the order that spans belong to, with their keys as they are written. */
export interface Correlation {
  readonly sessionId: string | undefined
  readonly orderId: string | undefined
  readonly bytes: Uint8Array
}

/** What is not given stays as it was. */
export const mergeCorrelation = (
  before: Correlation | undefined,
  ids: { readonly sessionId?: string | undefined; readonly orderId?: string | undefined }
): Correlation => {
  const sessionId = ids.sessionId ?? before?.sessionId
  const orderId = ids.orderId ?? before?.orderId
  let json = ""
  if (sessionId !== undefined) json += `,"session_id":${jsonStringWithin(sessionId, 256)}`
  if (orderId !== undefined) json += `,"order_id":${jsonStringWithin(orderId, 256)}`
  return { sessionId, orderId, bytes: Buffer.from(json) }
}
