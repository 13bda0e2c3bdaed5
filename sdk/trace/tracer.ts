/** The Effect tracer: every span that Effect or a library makes becomes a record when it ends. */

import { Fiber, Option, Tracer } from "effect"
import { RECORDER } from "./lap-run.ts"
import { LibrarySite } from "./library-site.ts"
import type { Recorder } from "./recorder.ts"
import { isLapSpan, Span } from "./span.ts"

export type LapTracer = Tracer.Tracer & { readonly [RECORDER]: Recorder }

export const makeTracer = (recorder: Recorder): LapTracer => ({
  [RECORDER]: recorder,
  span(options) {
    // Not sampled: the span exists for its children and its ids, and is not recorded.
    if (!options.sampled) return new Tracer.NativeSpan(options)
    const frame = Fiber.getCurrent()?.cache.stackFrame
    const site = new LibrarySite(options.name, options)
    const parent = Option.getOrUndefined(options.parent)
    const span = new Span(recorder, site, undefined, parent, frame)
    recorder.start(span)
    return span
  },
  context(primitive, fiber) {
    const span = fiber.cache.span
    if (span !== undefined && isLapSpan(span) && span.site.library !== undefined) {
      const frame = fiber.cache.stackFrame
      if (span.ownFrame === undefined && frame !== span.frame && frame?.parent === span.frame) {
        if (frame?.name === span.name) span.ownFrame = frame
      }
    }
    return primitive["~effect/Effect/evaluate"](fiber)
  }
})
