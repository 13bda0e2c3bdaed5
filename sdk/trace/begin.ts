/** Begins a run where Lapline is switched on; what stops it from beginning must not stop its host. */

import { type Run, type RunOptions, startRun } from "./run.ts"

export interface LaplineOptions extends RunOptions {
  /** False switches Lapline off. */
  readonly enabled?: boolean | undefined
}

/** Undefined when Lapline is switched off, or cannot start and has said so. */
export const beginRun = (options: LaplineOptions): Run | undefined => {
  if (!isEnabled(options)) return undefined
  try {
    return startRun(options)
  } catch (cause) {
    process.emitWarning(`Lapline is off: ${String(cause)}`, "LaplineWarning")
    return undefined
  }
}

const isEnabled = (options: LaplineOptions): boolean =>
  options.enabled !== false &&
  !/^(?:1|true|yes|on)$/i.test(process.env["LAPLINE_DISABLED"] ?? "") &&
  process.env["OTEL_SDK_DISABLED"]?.toLowerCase() !== "true"
