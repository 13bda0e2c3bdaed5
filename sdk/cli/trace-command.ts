/** `lapline trace`: one trace as a waterfall. */

import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { printable } from "../analyze/printable.ts"
import { waterfallOf } from "../analyze/waterfall.ts"
import { CliProblem } from "./cli-problem.ts"
import { load, type Loaded } from "./input.ts"
import { Output } from "./output.ts"
import { paths } from "./flags.ts"
import { toTraceText } from "./trace-text.ts"

const SLOWEST = "slowest"

const id = Argument.String("ID").pipe(
  Argument.withDescription("trace id or its beginning, or slowest for that of the longest turn")
)

export const traceCommand = Command.make(
  "trace",
  { id, paths },
  Effect.fn(function* ({ id, paths }) {
    const output = yield* Output
    const { loaded, tree } = id === SLOWEST ? yield* slowest(paths) : yield* byId(id, paths)
    yield* output.answer(toTraceText(waterfallOf(tree), output.terminal))
    yield* output.warn(loaded)
  })
).pipe(
  Command.withShortDescription("Show one trace as a waterfall"),
  Command.withDescription(
    "Shows the spans of one trace, each under its parent, with duration, self time, place on the time axis and source line."
  ),
  Command.withExamples([
    { command: "lapline trace slowest", description: "The longest turn in .lapline/" },
    { command: "lapline trace 4bf92f35", description: "The trace whose id begins so" }
  ])
)

const slowest = (paths: readonly string[]) =>
  Effect.gen(function* () {
    const loaded = yield* load(paths, {})
    const tree = loaded.store.slowestTrace()
    if (tree !== undefined) return { loaded, tree }
    return yield* new CliProblem({
      message: printable(`${loaded.logs.join(", ")}: no line belongs to a trace`),
      hint: "Traces need trace_id and span_id on their lines; `lapline report` reads lines without them."
    })
  })

/** Only the trace asked for is held, so that any of a long log can be shown. */
const byId = (id: string, paths: readonly string[]) =>
  Effect.gen(function* () {
    const found = new Set<string>()
    const loaded: Loaded = yield* load(paths, {
      maxSpans: Infinity,
      holds: ({ traceId }) => {
        if (traceId?.startsWith(id) !== true) return false
        found.add(traceId)
        return true
      }
    })
    const matches = found.has(id) ? [id] : [...found].sort()
    const [traceId] = matches
    const tree = traceId === undefined ? undefined : loaded.store.trace(traceId)
    if (tree !== undefined && matches.length === 1) return { loaded, tree }
    const where = printable(loaded.logs.join(", "))
    return yield* tree === undefined
      ? new CliProblem({
          message: `no trace ${printable(id)} in ${where}`,
          hint: "`lapline trace slowest` shows the longest turn; `lapline report --json` lists slow traces under slowest."
        })
      : new CliProblem({
          message: `${matches.length} traces begin with ${printable(id)} in ${where}`,
          hint: `Give more of the id: ${matches.slice(0, 3).map(printable).join(", ")}${matches.length > 3 ? ", …" : ""}`
        })
  })
