/** Arguments and flags that several commands take, so that they mean the same everywhere. */

import { Effect, Option } from "effect"
import { Argument, Flag } from "effect/cli"
import { parseFilter, type Filter } from "../analyze/filter/filter.ts"
import { printable } from "../analyze/printable.ts"
import { CliProblem } from "./cli-problem.ts"
import { textWidth } from "./text-width.ts"

export const paths = Argument.String("PATH").pipe(
  Argument.withDescription("log file, folder of logs, or - for standard input; default .lapline/"),
  Argument.variadic()
)

export const filterFlag = Flag.String("filter").pipe(
  Flag.withMetavar("FILTER"),
  Flag.withDescription("only spans that match, e.g. 'tool=CheckEligibility and duration>50ms'"),
  Flag.optional
)

/** `--last N`: the newest log files alone. */
export const lastFlag = Flag.Int("last").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription("read only the newest N log files; each run writes one"),
  Flag.optional
)

/** A switch that is off unless given, without a `--no-` form. */
export const switchFlag = (name: string, description: string) =>
  Flag.Boolean(name).pipe(
    Flag.withDescription(description),
    Flag.withDefault(false),
    Flag.withoutNegation
  )

/** Undefined where none was given, or an empty one, which leaves nothing out. */
export const readFilter = (given: Option.Option<string>) =>
  Option.isNone(given) || given.value.trim() === "" ? Effect.undefined : filterOf(given.value)

/** Fails with the filter drawn and its problem marked. */
export const filterOf = (text: string): Effect.Effect<Filter, CliProblem> => {
  const parsed = parseFilter(text)
  if (parsed._tag === "Filter") return Effect.succeed(parsed)
  const { message, hint, at, length } = parsed
  const before = textWidth(printable(text.slice(0, at)))
  const marked = Math.max(1, textWidth(printable(text.slice(at, at + length))))
  const drawing = [printable(text), " ".repeat(before) + "^".repeat(marked), printable(hint)]
  return Effect.fail(
    new CliProblem({ message: `filter: ${printable(message)}`, hint: drawing.join("\n  ") })
  )
}

/** Fails unless the number is absent or at least `least`. */
export const atLeast = (
  flag: string,
  given: Option.Option<number>,
  least: number,
  example: string
): Effect.Effect<number | undefined, CliProblem> =>
  Option.isNone(given) || given.value >= least
    ? Effect.succeed(Option.getOrUndefined(given))
    : Effect.fail(
        new CliProblem({
          message: `--${flag} ${given.value}: the least is ${least}`,
          hint: `Give ${least} or more, e.g. ${example}.`
        })
      )
