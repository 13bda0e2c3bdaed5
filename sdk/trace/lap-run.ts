/** Runs an effect as a span of a Lap: made, provided as parent and ended in one step. */

import { Context, Effect, type Exit, type Fiber, Option, Tracer } from "effect"
import type { LapSite } from "./lap-site.ts"
import type { Recorder } from "./recorder.ts"
import { isLapSpan, Span } from "./span.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

/** The key under which a tracer of Lapline carries its recorder, so that a second copy of this version finds it. */
export const RECORDER = "~lapline/Recorder/0.1"

/** Without a Lapline tracer that is on, `body` runs as if there were no Lap. */
export const runLap = <A, E, R>(
  fiber: AnyFiber,
  site: LapSite,
  body: () => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => {
  const recorder = recorderOf(fiber)
  if (recorder === undefined) return body()
  const parent = parentOf(fiber.cache.span)
  if (parent !== undefined && !parent.sampled) return body()
  const span = new Span(recorder, site, site.fields.operation, parent, fiber.cache.stackFrame)
  const previous = fiber.context
  // The finalizer is in place before the span starts: whatever interrupts the fiber in between finds nothing to undo.
  return Effect.onExitPrimitive(
    Effect.withFiber(() => {
      recorder.start(span)
      fiber.setContext(Context.add(previous, Tracer.ParentSpan, span))
      return body()
    }),
    (exit: Exit.Exit<A, E>) => {
      fiber.setContext(previous)
      recorder.finish(span, exit)
      return undefined
    }
  )
}

/** The recorder that spans of this fiber go to; undefined when there is none or tracing is off here. */
export const recorderOf = (fiber: AnyFiber): Recorder | undefined => {
  const { tracer, tracerEnabled } = fiber.cache
  if (!tracerEnabled || tracer === undefined || !(RECORDER in tracer)) return undefined
  return tracer[RECORDER] as Recorder
}

/** The span of Lapline that code on this fiber runs in. */
export const spanOf = (fiber: AnyFiber): Span | undefined => {
  const span = fiber.cache.span
  return span !== undefined && isLapSpan(span) ? span : undefined
}

/** Passes over spans that were made while tracing was off, as Effect does. */
const parentOf = (span: Tracer.AnySpan | undefined): Tracer.AnySpan | undefined => {
  let parent = span
  while (parent !== undefined && !isLapSpan(parent)) {
    if (!Context.get(parent.annotations, Tracer.DisablePropagation)) return parent
    parent = parent._tag === "Span" ? Option.getOrUndefined(parent.parent) : undefined
  }
  return parent
}
