/** What plain code runs in: the span around it, across awaits, into Effect and out of it. */

import { AsyncLocalStorage } from "node:async_hooks"
import { Fiber } from "effect"
import type { Recorder } from "./recorder.ts"
import type { Run } from "./run.ts"
import { isLapSpan, type Span } from "./span.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

/** A span that plain code entered, and the fiber it was entered on, with the span that fiber was in. */
export interface Entry {
  readonly span: Span
  readonly fiber: AnyFiber | undefined
  readonly fiberSpan: unknown
  /** A block has no function around it that would end its context with it: what it is entered in counts again after its end. */
  readonly isBlock: boolean
  readonly outer: Entry | undefined
}

/** The run that `start` began, and how many of its callers have not ended it. */
export interface StartedRun {
  readonly run: Run
  holders: number
}

interface Ambient {
  readonly storage: AsyncLocalStorage<Entry | undefined>
  started: StartedRun | undefined
  /** That of `started`. */
  recorder: Recorder | undefined
  /** Whether any plain code is timed in this process: Effect programs alone pay nothing for it. */
  isUsed: boolean
}

/** Copies of this version in one process share it, and so have one current span. */
const KEY = Symbol.for("lapline/ambient/0.1")

const shared = globalThis as { [KEY]?: Ambient }

export const ambient: Ambient = (shared[KEY] ??= {
  storage: new AsyncLocalStorage(),
  started: undefined,
  recorder: undefined,
  isUsed: false
})

/**
 * The entry that plain code is in now. On a fiber its own span counts, unless plain code was entered on that very fiber inside that
 * very span: an asynchronous context may be an older one, a fiber's span never is.
 */
export const currentEntry = (): Entry | undefined => {
  const entry = openEntry()
  const fiber = Fiber.getCurrent()
  if (fiber === undefined) return entry
  const fiberSpan = fiber.cache.span
  if (entry !== undefined && entry.fiber === fiber && entry.fiberSpan === fiberSpan) return entry
  return fiberSpan !== undefined && isLapSpan(fiberSpan) ? fiberEntry(fiber, fiberSpan) : entry
}

/** The span that plain code is in now. */
export const currentSpan = (): Span | undefined => currentEntry()?.span

/** The entry for a function that runs in `span`. */
export const entryOf = (span: Span): Entry => {
  const fiber = Fiber.getCurrent()
  return { span, fiber, fiberSpan: fiber?.cache.span, isBlock: false, outer: undefined }
}

/** The entry for a block in `span`, entered in the context there is now. */
export const blockEntryOf = (span: Span): Entry => ({
  ...entryOf(span),
  isBlock: true,
  outer: ambient.storage.getStore()
})

const fiberEntry = (fiber: AnyFiber, span: Span): Entry => ({
  span,
  fiber,
  fiberSpan: span,
  isBlock: false,
  outer: undefined
})

/** For spans that begin a trace on a fiber: the plain code that runs the effect. */
export const plainParent = (): Span | undefined => openEntry()?.span

/** Passes over blocks that have ended: what they called went on in their context. */
const openEntry = (): Entry | undefined => {
  let entry = ambient.storage.getStore()
  while (entry?.isBlock === true && entry.span.state === "ended") entry = entry.outer
  return entry
}

/** Runs `evaluate`, which may start plain asynchronous code, so that this code finds the fiber's span. */
export const onFiber = <A>(fiber: AnyFiber, evaluate: () => A): A => {
  const { span } = fiber.cache
  if (span === undefined || !isLapSpan(span)) return evaluate()
  return ambient.storage.run(fiberEntry(fiber, span), evaluate)
}
