/** Lapline: the Effect combinator with fixed and with dynamic attributes, plain `timed`, Effect's spans under its tracer, switched off. */

import { Effect, Layer, ManagedRuntime } from "effect"
import { Lap, Lapline, start, timed } from "lapline"
import { dirname } from "node:path"
import { attributesOf, inChunks, type MakeVariant, NAMES, type Variant } from "../variant.ts"

const fixed = { attributes: attributesOf(7) }

const fixedInner = Lap.operation({ metric: "tool_execution", name: NAMES[2], ...fixed })(
  (call: number) => Effect.succeed(call)
)
const fixedMiddle = Lap.operation({ metric: "tool_execution", name: NAMES[1], ...fixed })(
  (call: number) => fixedInner(call)
)
const fixedOuter = Lap.operation({ metric: "iteration", name: NAMES[0], ...fixed })(
  (call: number) => fixedMiddle(call)
)

const timedInner = timed({ metric: "tool_execution", name: NAMES[2], ...fixed })(
  async (call: number) => call
)
const timedMiddle = timed({ metric: "tool_execution", name: NAMES[1], ...fixed })(
  async (call: number) => timedInner(call)
)
const timedOuter = timed({ metric: "iteration", name: NAMES[0], ...fixed })(async (call: number) =>
  timedMiddle(call)
)

const annotated = (call: number, inside: Effect.Effect<number>): Effect.Effect<number> =>
  Effect.andThen(Lap.annotate(attributesOf(call)), inside)

const dynamicInner = Lap.operation({ metric: "tool_execution", name: NAMES[2] })((call: number) =>
  annotated(call, Effect.succeed(call))
)
const dynamicMiddle = Lap.operation({ metric: "tool_execution", name: NAMES[1] })((call: number) =>
  annotated(call, dynamicInner(call))
)
const dynamicOuter = Lap.operation({ metric: "iteration", name: NAMES[0] })((call: number) =>
  annotated(call, dynamicMiddle(call))
)

const withSpans = (call: number): Effect.Effect<number> =>
  Effect.succeed(call).pipe(
    Effect.withSpan(NAMES[2], { attributes: attributesOf(call) }),
    Effect.withSpan(NAMES[1], { attributes: attributesOf(call) }),
    Effect.withSpan(NAMES[0], { attributes: attributesOf(call) })
  )

const variant = (
  layer: Layer.Layer<never>,
  operation: (call: number) => Effect.Effect<number>
): Variant => {
  const runtime = ManagedRuntime.make(layer)
  return {
    run: (iterations) =>
      inChunks(iterations, (from, to) =>
        runtime.runPromise(
          Effect.gen(function* () {
            for (let call = from; call < to; call++) yield* operation(call)
          })
        )
      ),
    flush: () => runtime.dispose()
  }
}

const lapline = (file: string, enabled: boolean): Layer.Layer<never> =>
  Lapline.layer({
    service: { name: "bench", version: "1" },
    directory: dirname(file),
    enabled
  })

export const timedFixed: MakeVariant = async ({ file }) => {
  const run = start({ service: { name: "bench", version: "1" }, directory: dirname(file) })
  return {
    run: (iterations) =>
      inChunks(iterations, async (from, to) => {
        for (let call = from; call < to; call++) await timedOuter(call)
      }),
    flush: run.stop
  }
}

export const lapFixed: MakeVariant = async ({ file }) => variant(lapline(file, true), fixedOuter)
export const lapDynamic: MakeVariant = async ({ file }) =>
  variant(lapline(file, true), dynamicOuter)
export const lapOff: MakeVariant = async ({ file }) => variant(lapline(file, false), dynamicOuter)
export const spanUnderLapline: MakeVariant = async ({ file }) =>
  variant(lapline(file, true), withSpans)
export const spanNative: MakeVariant = async () => variant(Layer.empty, withSpans)
