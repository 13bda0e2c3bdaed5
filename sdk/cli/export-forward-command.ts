/** `lapline export --follow` and `--checkpoint` as a command: what it says, and when it ends. */

import { Effect, Option } from "effect"
import { formatCount } from "../analyze/format.ts"
import { printable } from "../analyze/printable.ts"
import { DEFAULT_FOLDER } from "../read/discover.ts"
import { describeProblem, type ReadProblem } from "../read/problem.ts"
import { CliProblem, EXIT } from "./cli-problem.ts"
import { forwardLogs, type ForwardOptions } from "./export-forward.ts"
import { Output } from "./output.ts"
import { stopped } from "./signals.ts"

interface Given {
  readonly paths: readonly string[]
  readonly output: Option.Option<string>
  readonly checkpoint: Option.Option<string>
  readonly follow: boolean
}

/** One pass over what is new, or until a signal comes. */
export const forward = (
  { paths, output: file, checkpoint, follow }: Given,
  { chooses, makeTarget }: Pick<ForwardOptions, "chooses" | "makeTarget">
) =>
  Effect.gen(function* () {
    const output = yield* Output
    let isUnread = false
    const left = Effect.tap(output.readerLeft, () =>
      Effect.sync(() => {
        isUnread = true
      })
    )
    let isIncomplete = false
    const onProblem = (problem: ReadProblem) => {
      const waits = follow && problem._tag === "MissingPath"
      if (!("line" in problem) && !waits) isIncomplete = true
      const text = printable(describeProblem(problem))
      Effect.runFork(output.talk(`lapline: ${text}${waits ? "; waiting for it" : ""}\n`))
    }
    const forwarding = yield* Effect.tryPromise({
      try: () =>
        forwardLogs({
          paths: paths.length === 0 ? [DEFAULT_FOLDER] : paths,
          checkpoint: Option.getOrUndefined(checkpoint),
          file: Option.getOrUndefined(file),
          write: (text) => Effect.runPromise(output.answer(text)),
          makeTarget,
          chooses,
          onProblem,
          isUnread: () => isUnread
        }),
      catch: (cause) => unusable(cause)
    })
    const { tail, target } = forwarding
    const pass = Effect.promise(() => tail.refresh())
    const fault = yield* Effect.raceAllFirst([
      Effect.as(follow ? Effect.andThen(pass, Effect.never) : pass, undefined),
      Effect.promise(() => forwarding.failed),
      Effect.as(stopped, undefined),
      Effect.as(left, undefined)
    ])
    const count = tail.counts().accepted
    yield* Effect.promise(forwarding.close)
    if (fault !== undefined) return yield* unusable(fault)
    const remarks = yield* Effect.promise(target.end)
    for (const { text } of remarks) yield* output.talk(`lapline: ${printable(text)}\n`)
    if (follow) yield* output.talk(`lapline: ${formatCount(count)} lines read in all\n`)
    const isLoss = remarks.some((remark) => remark.isLoss)
    if (isLoss || isIncomplete) yield* output.exitWith(EXIT.usage)
  })

const unusable = (cause: unknown): CliProblem =>
  new CliProblem({
    message: printable(`export: ${cause instanceof Error ? cause.message : String(cause)}`),
    hint: "Name files in folders that you may write to. Where an export is shorter than its checkpoint says, begin both anew.",
    cause
  })
