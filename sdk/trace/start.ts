/** Switches Lapline on for plain code: one call where the program begins, `using` or `stop` where it ends. */

import { Layer, Tracer } from "effect"
import { ambient, type StartedRun } from "./ambient.ts"
import { beginRun, type LaplineOptions } from "./begin.ts"
import { tracerOf } from "./tracer.ts"

/** What `start` began. Ending it writes what is left, open spans as interrupted. */
export interface Started extends Disposable, AsyncDisposable {
  /** The log; undefined while Lapline is off. */
  readonly path: string | undefined
  /** For effects: provided with it, their spans go to this run as well. */
  readonly layer: Layer.Layer<never>
  /** Writes the lines so far; resolves when exporters have sent theirs or given up. */
  readonly flush: () => Promise<void>
  /** Ends the run; its log is complete before this returns, its exporters when it resolves. */
  readonly stop: () => Promise<void>
}

/**
 * Records what `timed`, TimingContext and PerformanceLogger measure from now on, and Laps of effects run without a tracer, in
 * `<directory>/<UTC time>-<service>-<pid>.jsonl`. A run that has begun goes on: another start shares it, and it ends with the last of
 * them. Does nothing when switched off by `enabled: false`, LAPLINE_DISABLED=1 or OTEL_SDK_DISABLED=true. Never throws.
 */
export const start = (options: LaplineOptions = {}): Started => {
  const shared = (ambient.started ??= begin(options))
  if (shared === undefined) return OFF
  shared.holders += 1
  let isHeld = true
  const stop = async (): Promise<void> => {
    if (!isHeld) return
    isHeld = false
    shared.holders -= 1
    if (shared.holders > 0) return shared.run.flush()
    ambient.started = undefined
    ambient.recorder = undefined
    return shared.run.stop()
  }
  return {
    path: shared.run.path,
    layer: Layer.succeed(Tracer.Tracer, tracerOf(shared.run.recorder)),
    flush: () => shared.run.flush(),
    stop,
    [Symbol.dispose]: () => void stop(),
    [Symbol.asyncDispose]: stop
  }
}

const begin = (options: LaplineOptions): StartedRun | undefined => {
  const run = beginRun(options)
  if (run === undefined) return undefined
  ambient.isUsed = true
  ambient.recorder = run.recorder
  tracerOf(run.recorder)
  return { run, holders: 0 }
}

const nothing = (): Promise<void> => Promise.resolve()

const OFF: Started = {
  path: undefined,
  layer: Layer.empty,
  flush: nothing,
  stop: nothing,
  [Symbol.dispose]: () => undefined,
  [Symbol.asyncDispose]: nothing
}
