/** How people and systems ask a command that goes on and on to end. */

import { Effect } from "effect"

/** Ends at the first signal that asks for it; the terminal has written `^C`, so the line is ended there. */
export const stopped = Effect.callback<void>((resume) => {
  const stop = () => {
    if (process.stderr.isTTY) process.stderr.write("\n")
    resume(Effect.void)
  }
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const
  for (const signal of signals) process.once(signal, stop)
  return Effect.sync(() => {
    for (const signal of signals) process.off(signal, stop)
  })
})
