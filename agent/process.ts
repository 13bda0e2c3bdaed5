/** The process around an Effect: its exit code, its signals, the log file that Lapline writes for it. */
import { Cause, Effect, type Exit, Fiber } from "effect"
import { Lapline } from "lapline"
import { existsSync, readdirSync, statSync } from "node:fs"
import path from "node:path"
import type { AgentConfig } from "./config.ts"

/** Usage, or input that cannot be read. */
export const EXIT_USAGE = 2
const EXIT_DEFECT = 70
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * Runs the program as the process: its answer is the exit code. SIGINT and SIGTERM interrupt it, so that every scope is
 * closed and every ended span written, and end in 130 and 143; a second one does not wait for that. An expected error is one line on
 * standard error and exit code 2.
 */
export const runMain = (program: Effect.Effect<number, { readonly message: string }>): void => {
  const fiber = Effect.runFork(program)
  let stopped: number | undefined
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (stopped !== undefined) process.exit(code)
      stopped = code
      Effect.runFork(Fiber.interrupt(fiber))
    })
  }
  // A reader that goes away, such as head, has read enough.
  process.stdout.on("error", () => Effect.runFork(Fiber.interrupt(fiber)))
  fiber.addObserver((exit) => {
    process.exitCode = exitCodeOf(exit, stopped)
  })
}

const exitCodeOf = (
  exit: Exit.Exit<number, { readonly message: string }>,
  stopped: number | undefined
): number => {
  if (exit._tag === "Success") return exit.value
  if (Cause.hasInterruptsOnly(exit.cause)) return stopped ?? 0
  const expected = exit.cause.reasons.find(Cause.isFailReason)
  process.stderr.write(`${expected?.error.message ?? Cause.pretty(exit.cause)}\n`)
  return expected === undefined ? EXIT_DEFECT : EXIT_USAGE
}

export const SERVICE = { name: "return-agent", version: "0.1.0" } as const

/** Records the program's spans; a start that finds no database is a cold one. The log is complete when the effect has ended. */
export const recorded =
  ({ databaseFile }: Pick<AgentConfig, "databaseFile">, conversation?: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() =>
      Effect.provide(
        effect,
        Lapline.layer({
          service: SERVICE,
          start: existsSync(databaseFile) ? "warm" : "cold",
          conversation
        })
      )
    )

/** The log that this process has written: `<UTC time>-<service>-<pid>.jsonl`. Undefined when there is none. */
export const logFile = (): string | undefined => {
  const directory = path.resolve(process.env["LAPLINE_DIR"] ?? ".lapline")
  const ending = `-${SERVICE.name}-${process.pid}.jsonl`
  return filesIn(directory)
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(directory, name))
    .findLast((file) => statSync(file).mtimeMs >= performance.timeOrigin)
}

const filesIn = (directory: string): string[] => {
  try {
    return readdirSync(directory).toSorted()
  } catch {
    // No folder: recording is switched off, or nothing could be written.
    return []
  }
}
