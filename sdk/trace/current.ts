/** What a program tells about the span it runs in. */

import { Effect } from "effect"
import { jsonStringWithin } from "../record/json.ts"
import { spanOf } from "./lap-run.ts"
import type { Correlation } from "./span.ts"

/** Puts attributes on the Lap span around; does nothing outside one. */
export const annotate = (attributes: Readonly<Record<string, unknown>>): Effect.Effect<void> =>
  Effect.withFiber((fiber) => {
    const lap = spanOf(fiber)?.lap
    if (lap !== undefined) {
      for (const key of Object.keys(attributes)) lap.attribute(key, attributes[key])
    }
    return Effect.void
  })

export interface CorrelateOptions {
  readonly sessionId?: string | undefined
  readonly orderId?: string | undefined
}

/** Names the session or the order that the current span, and every span started below it from now on, belongs to. */
export const correlate = (ids: CorrelateOptions): Effect.Effect<void> =>
  Effect.withFiber((fiber) => {
    const span = spanOf(fiber)
    if (span !== undefined) span.correlation = mergeCorrelation(span.correlation, ids)
    return Effect.void
  })

export interface MarkErrorOptions {
  /** Recorded as `error.type`. */
  readonly type: string
  readonly message?: string | undefined
}

/** The Lap span around ends with status `error` though its effect succeeds: a tool that answers `success: false`. */
export const markError = (error: MarkErrorOptions): Effect.Effect<void> =>
  Effect.withFiber((fiber) => {
    const lap = spanOf(fiber)?.lap
    if (lap !== undefined) lap.marked = { type: error.type, message: error.message }
    return Effect.void
  })

const mergeCorrelation = (before: Correlation | undefined, ids: CorrelateOptions): Correlation => {
  const sessionId = ids.sessionId ?? before?.sessionId
  const orderId = ids.orderId ?? before?.orderId
  let json = ""
  if (sessionId !== undefined) json += `,"session_id":${jsonStringWithin(sessionId, 256)}`
  if (orderId !== undefined) json += `,"order_id":${jsonStringWithin(orderId, 256)}`
  return { sessionId, orderId, bytes: Buffer.from(json) }
}
