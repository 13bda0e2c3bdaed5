/** What ends a command without an answer: said on stderr, exit code 2. */

import { Data } from "effect"

export class CliProblem extends Data.TaggedError("CliProblem")<{
  /** What happened, and where. */
  readonly message: string
  /** What to do about it. */
  readonly hint: string
  readonly cause?: unknown
  /** 2 unless given. */
  readonly exitCode?: ExitCode
}> {}

/** The exit codes of the contract; the last is what shells give a command that Ctrl-C ended. */
export const EXIT = { ok: 0, regression: 1, usage: 2, inconclusive: 3, interrupted: 130 } as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
