/** What a program tells about the span it runs in: each once for effects and once for plain code. */

import { Effect } from "effect"
import { currentSpan } from "./ambient.ts"
import { spanOf } from "./lap-run.ts"
import type { Span } from "./span.ts"
import { mergeCorrelation } from "./trace.ts"

type Told = Readonly<Record<string, unknown>>

export interface CorrelateOptions {
  readonly sessionId?: string | undefined
  readonly orderId?: string | undefined
}

export interface MarkErrorOptions {
  /** Recorded as `error.type`. */
  readonly type: string
  readonly message?: string | undefined
}

/** Puts attributes on the Lap span around; does nothing outside one. */
export const annotate = (attributes: Told): Effect.Effect<void> =>
  Effect.withFiberSucceed((fiber) => annotateSpan(spanOf(fiber), attributes))

/** Names the session or the order that the current span, and every span started below it from now on, belongs to. */
export const correlate = (ids: CorrelateOptions): Effect.Effect<void> =>
  Effect.withFiberSucceed((fiber) => correlateSpan(spanOf(fiber), ids))

/** The Lap span around ends with status `error` though its effect succeeds: a tool that answers `success: false`. */
export const markError = (error: MarkErrorOptions): Effect.Effect<void> =>
  Effect.withFiberSucceed((fiber) => markSpan(spanOf(fiber), error))

/** Puts attributes on the span that plain code is in; does nothing outside one. */
export const annotateHere = (attributes: Told): void => annotateSpan(currentSpan(), attributes)

/** As `correlate`, for the span that plain code is in. */
export const correlateHere = (ids: CorrelateOptions): void => correlateSpan(currentSpan(), ids)

/** The span that plain code is in ends with status `error` though nothing is thrown. */
export const markErrorHere = (error: MarkErrorOptions): void => markSpan(currentSpan(), error)

export const annotateSpan = (span: Span | undefined, attributes: Told): void => {
  const lap = span?.lap
  if (lap === undefined) return
  for (const key of Object.keys(attributes)) lap.attribute(key, attributes[key])
}

export const correlateSpan = (span: Span | undefined, ids: CorrelateOptions): void => {
  if (span === undefined) return
  const { trace } = span
  span.trace = { ...trace, correlation: mergeCorrelation(trace.correlation, ids) }
}

export const markSpan = (span: Span | undefined, error: MarkErrorOptions): void => {
  const lap = span?.lap
  if (lap !== undefined) lap.marked = { type: error.type, message: error.message }
}
