/** `lapline report`: the slow lines and the figures of turns, tools and start-up. */

import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { CliProblem } from "./cli-problem.ts"
import { atLeast, filterFlag, lastFlag, paths, readFilter, switchFlag } from "./flags.ts"
import { load, read } from "./input.ts"
import { toSafeJson } from "./json-text.ts"
import { makeLineDurations } from "./line-durations.ts"
import { Output } from "./output.ts"
import { quickDocument } from "./quick-report.ts"
import { documentOf } from "./report-document.ts"
import { toJson } from "./report-json.ts"
import { toMarkdown } from "./report-markdown.ts"
import { toText } from "./report-text.ts"

const flags = {
  paths,
  json: switchFlag("json", "print JSON, as described by lapline/report.schema.json"),
  markdown: switchFlag("markdown", "print Markdown, for a pull request or an issue"),
  by: Flag.Literals("by", ["line", "name", "metric", "session"]).pipe(
    Flag.withDescription("what makes a row; the source line unless told otherwise"),
    Flag.withDefault("line" as const)
  ),
  last: lastFlag,
  filter: filterFlag,
  quick: switchFlag(
    "quick",
    "only calls, failures, percentiles and total of each line: for large logs"
  )
}

export const reportCommand = Command.make(
  "report",
  flags,
  Effect.fn(function* ({ paths, json, markdown, by, quick, ...given }) {
    if (json && markdown) {
      return yield* new CliProblem({
        message: "--json and --markdown exclude each other",
        hint: "Choose one of them."
      })
    }
    const last = yield* atLeast("last", given.last, 1, "--last 1 for the newest run")
    const filter = yield* readFilter(given.filter)
    const output = yield* Output
    if (quick) {
      if (json || by !== "line" || filter !== undefined) {
        return yield* new CliProblem({
          message: "--quick tells of lines alone: it goes without --json, --by and --filter",
          hint: "Leave --quick out for the whole report."
        })
      }
      const reader = makeLineDurations()
      const input = yield* read(paths, { last, onRecord: reader.onRecord, rows: reader.rows })
      const document = quickDocument({ ...input, durations: reader.lines() })
      yield* output.answer(markdown ? toMarkdown(document) : toText(document, output.terminal))
      return yield* output.warn(input)
    }
    const loaded = yield* load(paths, { groupBy: by, last, filter })
    const { logs, spans } = loaded
    const choice = filter && { text: filter.text, ...spans }
    const report = loaded.store.report()
    const document = () => documentOf(report, { groupBy: by, logs, choice })
    yield* output.answer(
      json
        ? `${toSafeJson(JSON.stringify(toJson(report, { logs, choice }), null, 2))}\n`
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
    {
      command: "lapline report --filter tool=CheckEligibility",
      description: "One tool; see docs/filter.md"
    },
    { command: "lapline report --quick", description: "A large log, in a tenth of the time" },
    { command: "lapline report --json | jq '.sites[0]'", description: "For a program" },
    { command: "ssh host cat run.jsonl | lapline report -", description: "A log from elsewhere" }
  ])
)
