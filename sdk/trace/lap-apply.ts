/** Applies a Lap to a generator function, to a function that returns an effect, or to an effect. */

import { Effect, type Tracer } from "effect"
import { captureCallSite, type StackLine } from "./call-site.ts"
import { type AnyEffect, type Body, lapCall } from "./lap-run.ts"
import { LapSite } from "./lap-site.ts"
import type { OperationFields } from "./operation.ts"

/**
 * Measures what it is applied to. On a function the recorded line is the one where the Lap is applied; on an effect the
 * one where the Lap was made, so make it next to the code it measures.
 */
export type Lap = <T extends Measurable>(target: T) => Measured<T>

/** An effect, a function that returns one, or a generator function as Effect.fn takes them. */
export type Measurable =
  | AnyEffect
  | ((...args: never[]) => AnyEffect | Generator<AnyEffect, unknown, never>)

/**
 * One signature for all, so that `effect.pipe(lap)` keeps its types. A function that returns an effect stays what it is,
 * type parameters included; a generator function cannot keep type parameters.
 */
export type Measured<T> =
  T extends Effect.Effect<infer A, infer E, infer R>
    ? Effect.Effect<A, E, Exclude<R, Tracer.ParentSpan>>
    : T extends (this: infer This, ...args: infer Args) => Generator<infer Yielded, infer A, never>
      ? (this: This, ...args: Args) => Effect.Effect<A, ErrorOf<Yielded>, ServicesOf<Yielded>>
      : T

type ErrorOf<Yielded> = [Yielded] extends [never]
  ? never
  : [Yielded] extends [Effect.Effect<infer _A, infer E, infer _R>]
    ? E
    : never
type ServicesOf<Yielded> = [Yielded] extends [never]
  ? never
  : [Yielded] extends [Effect.Effect<infer _A, infer _E, infer R>]
    ? R
    : never

export const makeLap = (fields: OperationFields, made: StackLine): Lap => {
  const madeSite = new LapSite(fields, { stacks: [made], body: undefined })
  const lap = (target: AnyEffect | Body): unknown =>
    Effect.isEffect(target)
      ? lapCall(madeSite, target, undefined, undefined)
      : lapFunction(fields, target, [captureCallSite(lap), made])
  return lap as Lap
}

const lapFunction = (
  fields: OperationFields,
  body: Body,
  stacks: readonly StackLine[]
): unknown => {
  const site = new LapSite(fields, { stacks, body })
  const measured = function (this: unknown, ...args: unknown[]): AnyEffect {
    return lapCall(site, body, this, args)
  }
  Object.defineProperty(measured, "length", { value: body.length, configurable: true })
  Object.defineProperty(measured, "name", { value: body.name, configurable: true })
  return measured
}
