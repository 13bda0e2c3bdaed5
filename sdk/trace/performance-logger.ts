/** `PerformanceLogger`: records of operations that were measured elsewhere, on the line that logs them. */

import { ambient, currentSpan } from "./ambient.ts"
import { captureCallSite, type StackLine } from "./call-site.ts"
import { nowMs } from "./clock.ts"
import { OK, outcomeOfThrown, type Outcome } from "./failure.ts"
import { idString, SPAN_ID_WORDS, TRACE_ID_WORDS } from "./ids.ts"
import { locateOnce, recordedPath } from "./location.ts"
import { timingFields } from "./operation.ts"
import type { Recorder } from "./recorder.ts"
import type { Status } from "../record/record.ts"
import { encodeRecord } from "../record/encode.ts"

type Told = Readonly<Record<string, unknown>>

export interface LoggerOptions {
  readonly sessionId?: string | undefined
  readonly orderId?: string | undefined
  /** On every record; those of a call come first. */
  readonly attributes?: Told | undefined
}

export interface LogOptions extends LoggerOptions {
  /** `total` unless given. */
  readonly step?: string
  readonly name?: string
  readonly toolName?: string
  /** `ok` unless given. */
  readonly status?: Status
  /** What was thrown: gives status, type, message and stack. */
  readonly error?: unknown
}

/**
 * Structured logging of finished operations.
 *
 *     const log = new PerformanceLogger("performance", { sessionId: "550e8400" })
 *     log.log("llm_call", 812.4, { name: "chat gpt-4o", attributes: { "gen_ai.request.model": "gpt-4o" } })
 */
export class PerformanceLogger {
  readonly component: string
  private readonly options: LoggerOptions

  constructor(component = "performance", options: LoggerOptions = {}) {
    ambient.isUsed = true
    this.component = component
    this.options = options
  }

  /** A logger whose records also carry these. */
  bind(options: LoggerOptions): PerformanceLogger {
    return new PerformanceLogger(this.component, merge(this.options, options))
  }

  /**
   * Writes one record that ends now and lies under the current span. A duration that is negative or not finite is left out of it.
   * Never throws.
   */
  log(metric: string, durationMs: number, options: LogOptions = {}): void {
    const around = currentSpan()
    const recorder = around === undefined ? ambient.recorder : around.recorder
    if (recorder === undefined || around?.sampled === false) return
    const stack = captureCallSite(this.log)
    const { component } = this
    const merged = { ...options, ...merge(this.options, options) }
    recorder.write(around, () =>
      recordLine({ component, durationMs, metric, options: merged, recorder, stack })
    )
  }
}

const merge = (before: LoggerOptions, now: LoggerOptions): LoggerOptions => ({
  sessionId: now.sessionId ?? before.sessionId,
  orderId: now.orderId ?? before.orderId,
  attributes: { ...before.attributes, ...now.attributes }
})

interface Logged {
  readonly component: string
  readonly durationMs: number
  readonly metric: string
  readonly options: LogOptions
  readonly recorder: Recorder
  readonly stack: StackLine
}

const recordLine = ({
  component,
  durationMs,
  metric,
  options,
  recorder,
  stack
}: Logged): string => {
  const around = currentSpan()
  const trace = around?.trace ?? recorder.newTrace(undefined, undefined)
  const place = locateOnce(stack)
  const spanAt = recorder.newSpanId()
  const { attributes = {}, orderId, sessionId, toolName } = options
  const fields = timingFields({ ...options, attributes: {}, metric })
  const { error, status } = outcomeOf(options)
  const { correlation } = trace
  return encodeRecord({
    endMicros: Math.floor((nowMs() + trace.wallOffsetMs) * 1_000),
    durationMs: durationMs >= 0 && Number.isFinite(durationMs) ? durationMs : null,
    level: "INFO",
    component,
    metric,
    step: fields.step,
    name: fields.name ?? metric,
    toolName,
    status,
    sessionId: sessionId ?? correlation?.sessionId,
    orderId: orderId ?? correlation?.orderId,
    traceId: idString(trace.text, trace.at, TRACE_ID_WORDS),
    spanId: idString(recorder.ids.text, spanAt, SPAN_ID_WORDS),
    parentSpanId: around?.spanId,
    runId: recorder.runId,
    code: {
      file: place?.file === undefined ? undefined : recordedPath(place.file, recorder.root),
      line: place?.line,
      function: place?.functionName
    },
    error,
    attributes: recorder.clean(attributes),
    extra: {}
  })
}

const outcomeOf = ({ error, status = "ok" }: LogOptions): Outcome => {
  if (error !== undefined) return outcomeOfThrown(error)
  return status === "ok" ? OK : { status, error: undefined }
}
