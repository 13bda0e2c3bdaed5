/** `lapline search`: the spans that a filter finds. */

import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { isFailure } from "../analyze/failure.ts"
import { createHistogram, record as recordDuration } from "../analyze/histogram.ts"
import { summarize } from "../analyze/statistics.ts"
import { encodeRecord } from "../record/encode.ts"
import type { LapRecord } from "../record/record.ts"
import { bestRecords } from "./best-records.ts"
import { atLeast, filterOf, lastFlag, paths, switchFlag } from "./flags.ts"
import { read } from "./input.ts"
import { isSpan } from "./span.ts"
import { toSafeJson } from "./json-text.ts"
import { Output } from "./output.ts"
import { toText } from "./report-text.ts"
import { searchDocument } from "./search-document.ts"

const DEFAULT_LIMIT = 30

const flags = {
  filter: Argument.String("FILTER").pipe(
    Argument.withDescription("what to look for, in quotes, e.g. 'status=failed and duration>50ms'")
  ),
  paths,
  sort: Flag.Literals("sort", ["slowest", "newest", "oldest"]).pipe(
    Flag.withDescription("which spans come first; the slowest unless told otherwise"),
    Flag.withDefault("slowest" as const)
  ),
  limit: Flag.Int("limit").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription(
      `show at most N spans; ${DEFAULT_LIMIT} unless told otherwise, all with --json`
    ),
    Flag.optional
  ),
  last: lastFlag,
  json: switchFlag("json", "print the lines found, as they would stand in a log")
}

export const searchCommand = Command.make(
  "search",
  flags,
  Effect.fn(function* ({ filter: text, paths, sort, json, ...given }) {
    const filter = yield* filterOf(text)
    const last = yield* atLeast("last", given.last, 1, "--last 1 for the newest run")
    const limit = yield* atLeast("limit", given.limit, 1, "--limit 10")
    const output = yield* Output
    const best = bestRecords(sort, limit ?? (json ? Infinity : DEFAULT_LIMIT))
    const tally = { histogram: createHistogram(), count: 0, errors: 0, seen: 0 }
    const onRecord = (record: LapRecord) => {
      if (!isSpan(record)) return
      tally.seen += 1
      if (!filter.matches(record)) return
      tally.count += 1
      if (record.durationMs !== null) recordDuration(tally.histogram, record.durationMs)
      if (isFailure(record)) tally.errors += 1
      best.add(record)
    }
    const input = yield* read(paths, { last, onRecord })
    const found = best.all()
    const { count, errors, seen, histogram } = tally
    const figures = { ...summarize(histogram, errors), count }
    yield* output.answer(
      json
        ? toSafeJson(found.map(encodeRecord).join(""))
        : toText(
            searchDocument({ filter: text, found, figures, seen, order: sort }),
            output.terminal
          )
    )
    yield* output.warn(input)
  })
).pipe(
  Command.withShortDescription("Find spans by name, file, duration, status, attribute, …"),
  Command.withDescription(
    "Lists the spans that a filter finds, with their source line, duration and trace. A filter compares fields (name, file, line, " +
      "function, metric, step, tool, status, duration, session, order, run, trace, span, error, attr.KEY) and joins with and, or, " +
      "not and parentheses; a word alone is looked for everywhere. docs/filter.md tells all of it."
  ),
  Command.withExamples([
    { command: "lapline search 'status=failed'", description: "What went wrong" },
    { command: "lapline search 'metric=db_query duration>50ms'", description: "Slow queries" },
    {
      command: "lapline search 'attr.db.system.name=sqlite' --sort newest",
      description: "By attribute"
    },
    {
      command: "lapline search session:550e8400 --json > part.jsonl",
      description: "A part of a log, as a log"
    }
  ])
)
