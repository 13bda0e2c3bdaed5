/** Writes what is left when the process ends, whichever way it ends. */

import { Exit } from "effect"
import type { Recorder } from "./recorder.ts"

/** From now on the end of the process finds `recorder`; the answer forgets it again. */
export const watchExit = (recorder: Recorder): (() => void) => {
  if (live.size === 0) install()
  live.add(recorder)
  return () => {
    if (live.delete(recorder) && live.size === 0) uninstall()
  }
}

const live = new Set<Recorder>()

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

const flushAll = (): void => {
  for (const recorder of live) recorder.sink.flush()
}

/** Nothing runs after this: what is still open will not end by itself. */
const finishAll = (): void => {
  for (const recorder of live) {
    recorder.interruptOpen(Exit.interrupt())
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
  process.on("beforeExit", flushAll)
  process.on("uncaughtExceptionMonitor", flushAll)
  for (const signal of SIGNALS) process.on(signal, onSignal)
}

const uninstall = (): void => {
  process.removeListener("exit", finishAll)
  process.removeListener("beforeExit", flushAll)
  process.removeListener("uncaughtExceptionMonitor", flushAll)
  for (const signal of SIGNALS) process.removeListener(signal, onSignal)
}
