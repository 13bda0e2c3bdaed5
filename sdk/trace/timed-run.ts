/** Runs plain functions as spans: synchronous ones, and those that answer with a promise. */

import { Exit } from "effect"
import { ambient, currentSpan, entryOf } from "./ambient.ts"
import { OK, outcomeOfThrown } from "./failure.ts"
import type { OperationFields } from "./operation.ts"
import { Span, type SpanSite } from "./span.ts"

export type PlainFunction = (this: unknown, ...args: unknown[]) => unknown

/** A function that does what `body` does and is measured. What it returns, throws and looks like stays. */
export const timedFunction = (site: PlainSite, body: PlainFunction): PlainFunction =>
  function (this: unknown, ...args: unknown[]): unknown {
    const span = beginPlain(site)
    if (span === undefined) return body.apply(this, args)
    let result: unknown
    try {
      result = inSpan(span, body, this, args)
    } catch (cause) {
      failPlain(span, cause)
      throw cause
    }
    if (!(result instanceof Promise)) {
      endPlain(span)
      return result
    }
    return whenSettled(span, result)
  }

/** Whether a span that is opened now would be recorded. */
export const isRecording = (): boolean => currentSpan()?.sampled ?? ambient.recorder !== undefined

/** A place that plain code measures. */
export interface PlainSite extends SpanSite {
  readonly fields: OperationFields
}

/** Opens a span below the current one; undefined where nothing is recorded. */
export const beginPlain = (site: PlainSite): Span | undefined => {
  const parent = currentSpan()
  const recorder = parent === undefined ? ambient.recorder : parent.recorder
  if (recorder === undefined || parent?.sampled === false) return undefined
  const span = new Span(recorder, site, site.fields.operation, parent, undefined)
  recorder.start(span)
  return span
}

export const inSpan = (
  span: Span,
  body: PlainFunction,
  self: unknown,
  args: readonly unknown[]
): unknown =>
  // Not `run` with a closure: this is the hot path.
  ambient.storage.run(entryOf(span), applyTo, body, self, args)

const applyTo = (body: PlainFunction, self: unknown, args: readonly unknown[]): unknown =>
  Reflect.apply(body, self, args)

export const endPlain = (span: Span): void => span.recorder.finish(span, Exit.void, OK)

/** Ends a span with what its code threw. */
export const failPlain = (span: Span, cause: unknown): void =>
  span.recorder.finish(span, Exit.die(cause), outcomeOfThrown(cause))

/** The end of the code that `close` of a generator, or a caller who gave up, cut short. */
export const interruptPlain = (span: Span): void => {
  const exit = Exit.interrupt()
  span.recorder.finish(span, exit)
}

/**
 * Ends the span with the promise. A plain promise is answered with the one that follows it, so that a rejection nobody handles
 * stays one; a promise of a class of its own (`APIPromise`) is answered itself, and none of its methods is called.
 */
const whenSettled = (span: Span, promise: Promise<unknown>): Promise<unknown> => {
  const isPlain = promise.constructor === Promise
  const onValue = (value: unknown): unknown => {
    endPlain(span)
    return value
  }
  const onCause = (cause: unknown): void => {
    failPlain(span, cause)
    if (isPlain) throw cause
  }
  const settled: Promise<unknown> = Reflect.apply(THEN, promise, [onValue, onCause])
  return isPlain ? settled : promise
}

const THEN = Promise.prototype.then
