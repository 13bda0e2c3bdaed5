/** `lapline trace`: one trace as a waterfall. */

import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import type { Filter } from "../analyze/filter/filter.ts"
import { printable } from "../analyze/printable.ts"
import { CliProblem } from "./cli-problem.ts"
import { filterFlag, paths, readFilter } from "./flags.ts"
import { load, type Loaded } from "./input.ts"
import { Output } from "./output.ts"
import { toText } from "./report-text.ts"
import { ledgerSections, pathSection } from "./trace-path.ts"
import { toTraceText } from "./trace-text.ts"

const SLOWEST = "slowest"

const id = Argument.String("ID").pipe(
  Argument.withDescription("trace id or its beginning, or slowest for that of the longest turn")
)

export const traceCommand = Command.make(
  "trace",
  { id, paths, filter: filterFlag },
  Effect.fn(function* ({ id, paths, filter: given }) {
    const filter = yield* readFilter(given)
    const output = yield* Output
    if (id.trim() === "") return yield* noId
    const { loaded, tree } =
      id === SLOWEST ? yield* slowest(paths, filter) : yield* byId(id, paths, filter)
    if (filter !== undefined && loaded.spans.found === 0) return yield* noMatch(filter, loaded)
    const sections = [pathSection(tree), ...ledgerSections(tree)].filter(
      (section) => section !== undefined
    )
    yield* output.answer(toTraceText(tree, output.terminal, filter?.matches))
    if (sections.length > 0) yield* output.answer(`\n${toText(sections, output.terminal)}`)
    yield* output.warn(loaded)
  })
).pipe(
  Command.withShortDescription("Show one trace as a waterfall, with its critical path"),
  Command.withDescription(
    "Shows the spans of one trace, each under its parent, with duration, self time, place on the time axis and source line; what of it " +
      "was waited for (the critical path) is drawn solid and summed up below; then whose the turn's time was. With --filter " +
      "only the spans that match and what they ran in, and slowest is the trace of the slowest match."
  ),
  Command.withExamples([
    { command: "lapline trace slowest", description: "The longest turn in .lapline/" },
    { command: "lapline trace 4bf92f35", description: "The trace whose id begins so" },
    {
      command: "lapline trace slowest --filter 'status=failed'",
      description: "The longest turn that failed, and what failed in it"
    }
  ])
)

const noId = new CliProblem({
  message: "the trace's id is empty",
  hint: "`lapline trace slowest` shows the longest turn; `lapline search` lists spans with their traces."
})

/** Who leaves the id out has the path in its place. */
const isLikelyPath = (id: string): boolean => /[/.\\]/.test(id)

const pathForId = "The id comes before the path: `lapline trace slowest PATH`."

const noMatch = (filter: Filter, { logs }: Loaded) =>
  new CliProblem({
    message: printable(`no span in ${logs.join(", ")} matches ${filter.text}`),
    hint: "`lapline search` with the same filter lists what matches; without --filter everything is shown."
  })

const slowest = (paths: readonly string[], filter: Filter | undefined) =>
  Effect.gen(function* () {
    const loaded = yield* load(paths, { filter })
    const tree = loaded.store.slowestTrace()
    if (tree !== undefined) return { loaded, tree }
    if (filter !== undefined && loaded.spans.found === 0) return yield* noMatch(filter, loaded)
    return yield* new CliProblem({
      message: printable(`${loaded.logs.join(", ")}: no line belongs to a trace`),
      hint: "Traces need trace_id and span_id on their lines; `lapline report` reads lines without them."
    })
  })

/** Only the trace asked for is held, so that any of a long log can be shown. */
const byId = (id: string, paths: readonly string[], filter: Filter | undefined) =>
  Effect.gen(function* () {
    const found = new Set<string>()
    const loaded: Loaded = yield* load(paths, {
      maxSpans: Infinity,
      filter,
      holds: ({ traceId }) => {
        if (traceId?.startsWith(id) !== true) return false
        found.add(traceId)
        return true
      }
    }).pipe(
      Effect.mapError((problem) =>
        isLikelyPath(id) && paths.length === 0
          ? new CliProblem({ message: problem.message, hint: pathForId, cause: problem.cause })
          : problem
      )
    )
    const matches = found.has(id) ? [id] : [...found].sort()
    const [traceId] = matches
    const tree = traceId === undefined ? undefined : loaded.store.trace(traceId)
    if (tree !== undefined && matches.length === 1) return { loaded, tree }
    const where = printable(loaded.logs.join(", "))
    return yield* tree === undefined
      ? new CliProblem({
          message: `no trace ${printable(id)} in ${where}`,
          hint: isLikelyPath(id)
            ? pathForId
            : "`lapline trace slowest` shows the longest turn; `lapline search` lists spans with their traces."
        })
      : new CliProblem({
          message: `${matches.length} traces begin with ${printable(id)} in ${where}`,
          hint: `Give more of the id: ${matches.slice(0, 3).map(printable).join(", ")}${matches.length > 3 ? ", …" : ""}`
        })
  })
