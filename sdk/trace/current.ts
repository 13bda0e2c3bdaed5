/** What a program tells about the span it runs in. */

import { Effect } from "effect"
import { spanOf } from "./lap-run.ts"
import { mergeCorrelation } from "./trace.ts"

/** Puts attributes on the Lap span around; does nothing outside one. */
export const annotate = (attributes: Readonly<Record<string, unknown>>): Effect.Effect<void> =>
  Effect.withFiberSucceed((fiber) => {
    const lap = spanOf(fiber)?.lap
    if (lap !== undefined) {
      for (const key of Object.keys(attributes)) lap.attribute(key, attributes[key])
    }
  })

export interface CorrelateOptions {
  readonly sessionId?: string | undefined
  readonly orderId?: string | undefined
}

/** Names the session or the order that the current span, and every span started below it from now on, belongs to. */
export const correlate = (ids: CorrelateOptions): Effect.Effect<void> =>
  Effect.withFiberSucceed((fiber) => {
    const span = spanOf(fiber)
    if (span !== undefined) {
      const { trace } = span
      span.trace = { ...trace, correlation: mergeCorrelation(trace.correlation, ids) }
    }
  })

export interface MarkErrorOptions {
  /** Recorded as `error.type`. */
  readonly type: string
  readonly message?: string | undefined
}

/** The Lap span around ends with status `error` though its effect succeeds: a tool that answers `success: false`. */
export const markError = (error: MarkErrorOptions): Effect.Effect<void> =>
  Effect.withFiberSucceed((fiber) => {
    const lap = spanOf(fiber)?.lap
    if (lap !== undefined) lap.marked = { type: error.type, message: error.message }
  })
