/** A long read on the command line: how far it is, and how Ctrl-C ends it. */

import { Effect } from "effect"
import { formatBytes, formatCount, formatPercent } from "../analyze/format.ts"
import type { Progress } from "../read/followed-logs.ts"
import { CliProblem, EXIT } from "./cli-problem.ts"
import { Output } from "./output.ts"

/** What a read is given. */
export interface Watched {
  readonly onProgress: (progress: Progress) => void
  /** Aborted when nobody waits for the rest any more. */
  readonly signal: AbortSignal
}

/**
 * Shows on a terminal how far `read` is, once that takes a while. Ctrl-C ends it with exit code 130 and says how far it came: a part of the
 * logs is no answer.
 */
export const watched = <A>(
  read: (watched: Watched) => Promise<A>,
  now: () => number = () => performance.now()
) =>
  Effect.gen(function* () {
    const output = yield* Output
    const startMs = now()
    let shownMs = startMs + SHOWN_AFTER_MS - SHOWN_EVERY_MS
    let last: Progress | undefined
    const onProgress = (progress: Progress) => {
      last = progress
      const nowMs = now()
      if (nowMs - shownMs < SHOWN_EVERY_MS) return
      shownMs = nowMs
      output.progress(`lapline: reading ${howFar(progress)}; Ctrl-C ends`)
    }
    const reading = Effect.promise((signal) => read({ onProgress, signal }))
    const ended = Effect.suspend(
      () =>
        new CliProblem({
          message: `ended while reading${last === undefined ? "" : ` ${howFar(last)}`}; nothing is told of a part`,
          hint: "Logs are read newest first: name fewer of them, or take the newest with --last where there is one.",
          exitCode: EXIT.interrupted
        })
    )
    return yield* Effect.raceFirst(reading, Effect.andThen(interrupted, ended)).pipe(
      Effect.ensuring(Effect.sync(() => output.progress(undefined)))
    )
  })

/** Completes at Ctrl-C; as long as it is waited for, that ends nothing else. */
const interrupted = Effect.callback<void>((resume) => {
  const stop = () => resume(Effect.void)
  process.once("SIGINT", stop)
  return Effect.sync(() => process.off("SIGINT", stop))
})

/** `34 %, 167 of 492 MiB, 2 of 40 logs`. */
const howFar = ({ readBytes, totalBytes, readFiles, totalFiles }: Progress): string =>
  [
    formatPercent(totalBytes === 0 ? 1 : readBytes / totalBytes),
    `${formatBytes(readBytes)} of ${formatBytes(totalBytes)}`,
    ...(totalFiles === 1 ? [] : [`${formatCount(readFiles)} of ${formatCount(totalFiles)} logs`])
  ].join(", ")

/** Whoever gets the answer within a moment is not told of the way there. */
const SHOWN_AFTER_MS = 700
const SHOWN_EVERY_MS = 100
