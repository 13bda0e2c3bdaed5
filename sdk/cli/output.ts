/** Where a command's words go: the answer to stdout, the talk to stderr. */

import { Context, Effect } from "effect"
import { EXIT, type ExitCode } from "./cli-problem.ts"
import type { Terminal } from "./terminal.ts"

export class Output extends Context.Service<
  Output,
  {
    readonly terminal: Terminal
    /** Ends when the text is handed over; a reader that has gone away is no error. */
    readonly answer: (text: string) => Effect.Effect<void>
    readonly talk: (text: string) => Effect.Effect<void>
    /** Says what could not be read; a path among it makes the exit code 2, though there was an answer. */
    readonly warn: (loaded: {
      readonly warnings: readonly string[]
      readonly isIncomplete: boolean
    }) => Effect.Effect<void>
    /** Ends when the reader of stdout has gone away: nobody is left to answer. */
    readonly readerLeft: Effect.Effect<void>
    /** Shows a line at the end of stderr in place of the one shown before, or none, where people look on: on a terminal. */
    readonly progress: (text: string | undefined) => void
    readonly exitWith: (code: ExitCode) => Effect.Effect<void>
  }
>()("lapline/cli/Output") {}

/** The process's own streams. */
export const processOutput = (process: NodeJS.Process, terminal: Terminal) => {
  const exitWith = (code: number) =>
    Effect.sync(() => {
      process.exitCode = code
    })
  const talk = (text: string) => write(process.stderr, text)
  // `lapline report | head`: the pipe closes early, and that is the reader's right.
  const readerLeft = new Promise<void>((resolve) => {
    process.stdout.on("error", () => resolve())
  })
  process.stderr.on("error", () => undefined)
  return Output.of({
    terminal,
    answer: (text) => write(process.stdout, text),
    talk,
    warn: ({ warnings, isIncomplete }) =>
      Effect.gen(function* () {
        for (const warning of warnings) yield* talk(`lapline: ${warning}\n`)
        if (isIncomplete) yield* exitWith(EXIT.usage)
      }),
    readerLeft: Effect.promise(() => readerLeft),
    progress: progressOn(process.stderr),
    exitWith
  })
}

const progressOn = (stream: NodeJS.WriteStream) => {
  let isShown = false
  return (text: string | undefined): void => {
    if (!stream.isTTY || (text === undefined && !isShown)) return
    isShown = text !== undefined
    // Back to the line's beginning, the text without the last column, which would wrap, and nothing of a longer one before.
    stream.write(`\r${(text ?? "").slice(0, Math.max(0, (stream.columns ?? 80) - 1))}\u001B[K`)
  }
}

const write = (stream: NodeJS.WriteStream, text: string) =>
  Effect.callback<void>((resume) => {
    stream.write(text, () => resume(Effect.void))
  })
