/** Switches Lapline on: the layer that records a program's spans in a log file of its own. */

import { Effect, Layer, Tracer } from "effect"
import { type RunOptions, startRun } from "./run.ts"
import { makeTracer } from "./tracer.ts"

export { sql } from "./sql.ts"

export interface LaplineOptions extends RunOptions {
  /** False switches Lapline off. */
  readonly enabled?: boolean | undefined
}

/**
 * Records every span below it, one line of JSON each, in `<directory>/<UTC time>-<service>-<pid>.jsonl`. Empty when switched off
 * by `enabled: false`, LAPLINE_DISABLED=1 or OTEL_SDK_DISABLED=true. Closing its scope writes what is left.
 */
export const layer = (options: LaplineOptions = {}): Layer.Layer<never> =>
  isEnabled(options)
    ? Layer.effect(
        Tracer.Tracer,
        Effect.map(
          Effect.acquireRelease(
            Effect.sync(() => startRun(options)),
            (run) => Effect.sync(run.stop)
          ),
          (run) => makeTracer(run.recorder)
        )
      )
    : Layer.empty

const isEnabled = (options: LaplineOptions): boolean =>
  options.enabled !== false &&
  process.env["LAPLINE_DISABLED"] !== "1" &&
  process.env["OTEL_SDK_DISABLED"]?.toLowerCase() !== "true"
