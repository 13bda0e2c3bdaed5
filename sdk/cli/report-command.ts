/** `lapline report`: the slow lines and the figures of turns, tools and start-up. */

import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { CliProblem } from "./cli-problem.ts"
import { load } from "./input.ts"
import { Output } from "./output.ts"
import { documentOf } from "./report-document.ts"
import { toJson } from "./report-json.ts"
import { toMarkdown } from "./report-markdown.ts"
import { toText } from "./report-text.ts"

export const paths = Argument.String("PATH").pipe(
  Argument.withDescription("log file, folder of logs, or - for standard input; default .lapline/"),
  Argument.variadic()
)

const flags = {
  paths,
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("print JSON, as described by lapline/report.schema.json"),
    Flag.withDefault(false)
  ),
  markdown: Flag.Boolean("markdown").pipe(
    Flag.withDescription("print Markdown, for a pull request or an issue"),
    Flag.withDefault(false)
  ),
  by: Flag.Literals("by", ["line", "name", "metric", "session"]).pipe(
    Flag.withDescription("what makes a row; the source line unless told otherwise"),
    Flag.withDefault("line" as const)
  ),
  last: Flag.Int("last").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("read only the newest N log files; each run writes one"),
    Flag.optional
  )
}

export const reportCommand = Command.make(
  "report",
  flags,
  Effect.fn(function* ({ paths, json, markdown, by, last }) {
    if (json && markdown) {
      return yield* new CliProblem({
        message: "--json and --markdown exclude each other",
        hint: "Choose one of them."
      })
    }
    if (Option.isSome(last) && last.value < 1) {
      return yield* new CliProblem({
        message: `--last ${last.value}: not a number of log files`,
        hint: "Give 1 or more, e.g. --last 1 for the newest run."
      })
    }
    const output = yield* Output
    const loaded = yield* load(paths, { groupBy: by, last: Option.getOrUndefined(last) })
    const report = loaded.store.report()
    const document = () => documentOf(report, { groupBy: by, logs: loaded.logs })
    yield* output.answer(
      json
        ? `${JSON.stringify(toJson(report, loaded.logs), null, 2)}\n`
        : markdown
          ? toMarkdown(document())
          : toText(document(), output.terminal)
    )
    yield* output.warn(loaded)
  })
).pipe(
  Command.withShortDescription("Show which lines spend the time"),
  Command.withDescription(
    "Shows which source lines spend the time: calls, percentiles, self time and share of turn, slowest first; then turns, " +
      "tools, chains of tools, errors and start-up."
  ),
  Command.withExamples([
    { command: "lapline report", description: "All runs in .lapline/" },
    { command: "lapline report --last 1", description: "The newest run alone" },
    { command: "lapline report --json | jq '.sites[0]'", description: "For a program" },
    { command: "ssh host cat run.jsonl | lapline report -", description: "A log from elsewhere" }
  ])
)
