/** Counts the runs of one sample conversation as they end. */
import type { ChildEnd } from "./child-run.ts"
import type { Progress } from "./progress-line.ts"

export interface RunTally {
  readonly passed: number
  readonly failed: number
  /** Time of the ended runs that told it, milliseconds. */
  readonly durationMs: number
  /** Why the last failed run failed. */
  readonly message: string | undefined
}

export const emptyTally: RunTally = { passed: 0, failed: 0, durationMs: 0, message: undefined }

export const countProgress = (tally: RunTally, progress: Progress): RunTally =>
  progress._tag !== "RunEnded"
    ? tally
    : {
        passed: tally.passed + (progress.isOk ? 1 : 0),
        failed: tally.failed + (progress.isOk ? 0 : 1),
        durationMs: tally.durationMs + (progress.durationMs ?? 0),
        message: progress.isOk ? tally.message : progress.failures.join("\n")
      }

interface Closing {
  readonly runs: number
  readonly elapsedMs: number
  /** Says that the command ended with this code. */
  readonly exitWords: (code: number) => string
}

/**
 * The tally once the command has ended, after `elapsedMs`. A command that tells nothing of its runs
 * is judged by its exit code, as all of them; one that fails after it told only good ones failed
 * once more.
 */
export const closeTally = (
  tally: RunTally,
  end: ChildEnd,
  { runs, elapsedMs, exitWords }: Closing
): RunTally => {
  const told = tally.passed + tally.failed
  const durationMs = tally.durationMs > 0 ? tally.durationMs : elapsedMs
  if (end._tag === "Stopped") return { ...tally, durationMs }
  if (end._tag === "NotStarted") return { ...tally, durationMs, failed: 1, message: end.message }
  if (end.code === 0)
    return told > 0 ? { ...tally, durationMs } : { ...tally, durationMs, passed: runs }
  if (tally.failed > 0) return { ...tally, durationMs }
  const message = tally.message ?? exitWords(end.code)
  return { ...tally, durationMs, failed: told > 0 ? 1 : runs, message }
}

export const addTallies = (tallies: readonly RunTally[]): RunTally =>
  tallies.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      durationMs: sum.durationMs + each.durationMs,
      message: each.message ?? sum.message
    }),
    emptyTally
  )
