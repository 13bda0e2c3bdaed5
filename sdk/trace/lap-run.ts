/** Runs code as a span of a Lap: made, provided as parent and ended in one step. */

import {
  Context,
  Effect,
  Effectable,
  type Exit,
  type Fiber,
  LogLevel,
  Option,
  References,
  Tracer
} from "effect"
import { ambient, plainParent } from "./ambient.ts"
import type { LapSite } from "./lap-site.ts"
import type { Recorder } from "./recorder.ts"
import { isLapSpan, Span } from "./span.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>
export type AnyEffect = Effect.Effect<unknown, unknown, unknown>
export type Body = (...args: unknown[]) => AnyEffect | Generator<AnyEffect, unknown, never>

/** The key under which a tracer of Lapline carries its recorder, so that a second copy of this version finds it. */
export const RECORDER = "~lapline/Recorder/0.1"

/** An effect that runs `target` under a span: a call of a function, or an effect when there are no arguments. */
export const lapCall = (
  site: LapSite,
  target: Body | AnyEffect,
  self: unknown,
  args: unknown[] | undefined
): AnyEffect => new LapCall(site, target, self, args) as unknown as AnyEffect

class LapCall {
  readonly site: LapSite
  readonly target: Body | AnyEffect
  readonly self: unknown
  readonly args: unknown[] | undefined

  constructor(site: LapSite, target: Body | AnyEffect, self: unknown, args: unknown[] | undefined) {
    this.site = site
    this.target = target
    this.self = self
    this.args = args
  }
}

// One object an evaluation: an effect of our own in place of a closure and the effect around it.
// A prototype, not an effect that was forgotten: @effect-diagnostics-next-line floatingEffect:off
Object.assign(
  LapCall.prototype,
  Effectable.Prototype<LapCall & AnyEffect>({
    label: "Lap",
    evaluate(fiber) {
      return runLap(fiber, this)
    }
  })
)

/** Without a Lapline tracer that is on, and outside of plain code that is timed, the code runs as if there were no Lap. */
const runLap = (fiber: AnyFiber, call: LapCall): AnyEffect => {
  const recorder = recorderOf(fiber)
  if (recorder === undefined) return begin(call)
  const parent = parentOf(fiber.cache.span) ?? (ambient.isUsed ? plainParent() : undefined)
  if ((parent !== undefined && !parent.sampled) || isBelowTraceLevel(fiber)) return begin(call)
  const { site } = call
  const span = new Span(recorder, site, site.fields.operation, parent, fiber.cache.stackFrame)
  const annotations = fiber.getRef(References.TracerSpanAnnotations)
  for (const key in annotations) span.attribute(key, annotations[key])
  const stack: unknown = (fiber as { readonly _stack?: unknown })._stack
  if (!KNOWS_FINALIZERS || !Array.isArray(stack)) return runPublicly(fiber, call, span)
  // What Effect does in its own useSpan: the finalizer is in place before anything can interrupt the fiber.
  stack.push(new Leaving(fiber, span))
  enter(fiber, span)
  return begin(call)
}

/** Whether the host asks for fewer spans than those of the level it is at, as Effect does for its own. */
const isBelowTraceLevel = (fiber: AnyFiber): boolean => {
  const minimum = fiber.getRef(Tracer.MinimumTraceLevel)
  return (
    minimum !== "All" && LogLevel.isGreaterThan(minimum, fiber.getRef(Tracer.CurrentTraceLevel))
  )
}

/** Gives the fiber back the context it has now, and ends the span. */
class Leaving {
  readonly fiber: AnyFiber
  readonly span: Span
  readonly context: Context.Context<never>

  constructor(fiber: AnyFiber, span: Span) {
    this.fiber = fiber
    this.span = span
    this.context = fiber.context
  }
  onExit(exit: Exit.Exit<unknown, unknown>): undefined {
    this.fiber.setContext(this.context)
    this.span.end(0n, exit)
  }
}

// Effect's finalizers call their `onExit`: with that prototype a Leaving is one, and needs no closure.
const finalizer: object = Effect.onExitPrimitive(Effect.void, () => undefined)
const KNOWS_FINALIZERS = Object.hasOwn(finalizer, "onExit")
Object.setPrototypeOf(Leaving.prototype, Object.getPrototypeOf(finalizer))

/** The same by public means alone, for an Effect that keeps stack or finalizers in another way. */
const runPublicly = (fiber: AnyFiber, call: LapCall, span: Span): AnyEffect => {
  const leaving = new Leaving(fiber, span)
  return Effect.onExitPrimitive(
    Effect.suspend(() => {
      enter(fiber, span)
      return begin(call)
    }),
    (exit) => leaving.onExit(exit)
  )
}

const begin = ({ args, self, target }: LapCall): AnyEffect => {
  if (args === undefined) return target as AnyEffect
  const result = (target as Body).apply(self, args)
  return Effect.TypeId in result ? result : Effect.gen(() => result)
}

/** Where Effect keeps what fibers look up in a context. */
interface CachingContext extends Context.Context<never> {
  _fiberCache?: Fiber.Fiber.Cache
}

/** An effect that plain code runs without a tracer gets that of the plain code, from its first Lap on. */
const enter = (fiber: AnyFiber, span: Span): void => {
  const { tracer } = span.recorder
  const isUntraced = fiber.cache.tracer === undefined && tracer !== undefined
  const base = isUntraced ? Context.add(fiber.context, Tracer.Tracer, tracer) : fiber.context
  const context: CachingContext = Context.add(base, Tracer.ParentSpan, span)
  // Only the span differs from what the fiber has looked up: Effect takes this, or looks everything up again.
  if (!isUntraced) context._fiberCache = { ...fiber.cache, span }
  span.recorder.start(span)
  fiber.setContext(context)
}

/** The recorder that spans of this fiber go to: its tracer's, else that of the plain code which runs it; undefined while tracing is off here. */
export const recorderOf = (fiber: AnyFiber): Recorder | undefined => {
  const { tracer, tracerEnabled } = fiber.cache
  if (!tracerEnabled) return undefined
  const recorder = (tracer as { readonly [RECORDER]?: Recorder } | undefined)?.[RECORDER]
  return recorder ?? (ambient.isUsed ? (plainParent()?.recorder ?? ambient.recorder) : undefined)
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
