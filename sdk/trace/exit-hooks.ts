/** Writes what is left when the process ends, whichever way it ends. */

import { Exit } from "effect"
import type { Recorder } from "./recorder.ts"
import type { Tee } from "./tee.ts"

/** From now on the end of the process finds `run`; the answer forgets it again. */
export const watchExit = (run: Watched): (() => void) => {
  if (live.size === 0) install()
  live.add(run)
  return () => {
    if (live.delete(run) && live.size === 0) uninstall()
  }
}

export interface Watched {
  readonly recorder: Recorder
  readonly tee: Tee | undefined
}

/** How long the end of a run waits for its exporters. */
export const EXPORT_MS = 5_000

const live = new Set<Watched>()

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

const flushAll = (): void => {
  for (const { recorder } of live) recorder.sink.flush()
}

/** The loop has nothing left to do: what exporters still send keeps it going once more. */
const onBeforeExit = (): void => {
  flushAll()
  for (const { tee } of live) if (tee?.isDirty() === true) void tee.flush(EXPORT_MS)
}

/** Nothing runs after this: what is still open will not end by itself. */
const finishAll = (): void => {
  for (const { recorder } of live) {
    recorder.interruptOpen(Exit.interrupt())
    recorder.resources?.writeLosses()
    recorder.sink.flush()
  }
}

/** How two loaded copies of Lapline know that a listener is no host's. */
const OURS = Symbol.for("lapline/signal-listener")

/** A listener takes the signal's own effect away: where no host listens, it is given back. */
const onSignal = Object.assign(
  (signal: NodeJS.Signals): void => {
    const isHostListening = process.listeners(signal).some((listener) => !(OURS in listener))
    if (isHostListening) return flushAll()
    finishAll()
    process.removeListener(signal, onSignal)
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  },
  { [OURS]: true }
)

const install = (): void => {
  process.on("exit", finishAll)
  process.on("beforeExit", onBeforeExit)
  process.on("uncaughtExceptionMonitor", flushAll)
  for (const signal of SIGNALS) process.on(signal, onSignal)
}

const uninstall = (): void => {
  process.removeListener("exit", finishAll)
  process.removeListener("beforeExit", onBeforeExit)
  process.removeListener("uncaughtExceptionMonitor", flushAll)
  for (const signal of SIGNALS) process.removeListener(signal, onSignal)
}
