/** The Effect tracer: every span that Effect or a library makes becomes a record when it ends. */

import { Effect, Fiber, Option, Tracer } from "effect"
import { ambient, onFiber, plainParent } from "./ambient.ts"
import { RECORDER } from "./lap-run.ts"
import { isFunctionFrame, LibrarySite } from "./library-site.ts"
import type { Recorder } from "./recorder.ts"
import { isLapSpan, Span } from "./span.ts"

type LapTracer = Tracer.Tracer & { readonly [RECORDER]: Recorder }

/** The tracer of a recorder, made once. */
export const tracerOf = (recorder: Recorder): Tracer.Tracer =>
  (recorder.tracer ??= makeTracer(recorder))

const makeTracer = (recorder: Recorder): LapTracer => {
  const watched: NonNullable<Tracer.Tracer["context"]> = (primitive, fiber) => {
    if (recorder.awaitingFrame > 0) takeFrame(recorder, fiber.cache)
    const evaluate = primitive[EVALUATE]
    if (evaluate !== CALLBACK || !ambient.isUsed) return primitive[EVALUATE](fiber)
    return onFiber(fiber, () => primitive[EVALUATE](fiber))
  }
  return {
    [RECORDER]: recorder,
    span(options) {
      // Not sampled: the span exists for its children and its ids, and is not recorded.
      if (!options.sampled) return new Tracer.NativeSpan(options)
      const frame = Fiber.getCurrent()?.cache.stackFrame
      const site = new LibrarySite(options.name, options)
      const isPlain = ambient.isUsed && !options.root
      const parent = Option.getOrUndefined(options.parent) ?? (isPlain ? plainParent() : undefined)
      const span = new Span(recorder, site, undefined, parent, frame)
      // Effect.fn pushes its frames before the span, Effect.withSpan inside it.
      if (frame === undefined || !isFunctionFrame(frame, options.name)) {
        span.ownFrame = "awaited"
        recorder.awaitingFrame += 1
      }
      recorder.start(span)
      return span
    },
    // Effect asks when a span comes into a fiber's context: with nothing to watch for, it runs the fiber by itself.
    get context() {
      return recorder.awaitingFrame > 0 || ambient.isUsed ? watched : undefined
    }
  }
}

const EVALUATE = "~effect/Effect/evaluate"

/** How Effect.promise and its like are run: the one primitive whose code goes on while the fiber does not. */
const CALLBACK: unknown = (Effect.callback(() => undefined) as unknown as Record<string, unknown>)[
  EVALUATE
]

const takeFrame = (recorder: Recorder, cache: Fiber.Fiber.Cache): void => {
  const { span, stackFrame } = cache
  if (span === undefined || !isLapSpan(span) || span.ownFrame !== "awaited") return
  if (stackFrame === undefined || stackFrame === span.frame) return
  recorder.awaitingFrame -= 1
  const isOwn = stackFrame.parent === span.frame && stackFrame.name === span.name
  span.ownFrame = isOwn ? stackFrame : undefined
}
