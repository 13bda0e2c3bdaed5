/** Switches Lapline on: the layer that records a program's spans in a log file of its own. */

import { Effect, Layer, type Scope, Tracer } from "effect"
import { beginRun, type LaplineOptions } from "./begin.ts"
import { recorderOf } from "./lap-run.ts"
import type { ReadGauges } from "./resource-lines.ts"
import type { Run } from "./run.ts"
import { tracerOf } from "./tracer.ts"

export { sql } from "./sql.ts"
export type { LaplineOptions } from "./begin.ts"

/**
 * Records every span below it, one line of JSON each, in `<directory>/<UTC time>-<service>-<pid>.jsonl`. Empty when switched off
 * by `enabled: false`, LAPLINE_DISABLED=1 or OTEL_SDK_DISABLED=true. Closing its scope writes what is left.
 */
export const layer = (options: LaplineOptions = {}): Layer.Layer<never> =>
  Layer.unwrap(Effect.map(acquireRun(options), tracerLayer))

/**
 * Adds figures of the host's own to every resource line while the scope is open, such as `process.db_pool.in_use`. `read` is
 * called once a second and at the end of a turn; should it throw, it is not called again. Nothing happens where Lapline is off.
 */
export const gauges = (read: ReadGauges): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.withFiber((fiber) => Effect.succeed(recorderOf(fiber)?.resources?.register(read))),
    (forget) => Effect.sync(() => forget?.())
  )

const acquireRun = (options: LaplineOptions): Effect.Effect<Run | undefined, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => beginRun(options)),
    (run) =>
      Effect.suspend(() => {
        const ending = run?.stop()
        return ending === undefined ? Effect.void : Effect.promise(() => ending)
      })
  )

const tracerLayer = (run: Run | undefined): Layer.Layer<never> =>
  run === undefined ? Layer.empty : Layer.succeed(Tracer.Tracer, tracerOf(run.recorder))
