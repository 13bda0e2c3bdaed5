/** `lapline tail`: operations as they finish. */

import { Effect, Queue } from "effect"
import { Command, Flag } from "effect/cli"
import { formatBytes, formatPlural } from "../analyze/format.ts"
import { printable } from "../analyze/printable.ts"
import { DEFAULT_FOLDER, STDIN } from "../read/discover.ts"
import { describeProblem, type ReadProblem } from "../read/problem.ts"
import { readLogs } from "../read/read-logs.ts"
import { tailLogs, type Tail } from "../read/tail.ts"
import { encodeRecord } from "../record/encode.ts"
import type { LapRecord } from "../record/record.ts"
import { CliProblem } from "./cli-problem.ts"
import { filterFlag, paths, readFilter, switchFlag } from "./flags.ts"
import { toSafeJson } from "./json-text.ts"
import { Output } from "./output.ts"
import { createTailSession, type TailSession } from "./tail-session.ts"
import { stopped } from "./signals.ts"
import { toTailText } from "./tail-text.ts"

const DEFAULT_HISTORY = 10

/** Some ten thousand spans, read at once. */
const HISTORY_BYTES = 4 << 20

const flags = {
  paths,
  filter: filterFlag,
  lines: Flag.Int("lines").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription(
      `begin with the newest N spans there are; ${DEFAULT_HISTORY} unless told otherwise`
    ),
    Flag.withDefault(DEFAULT_HISTORY)
  ),
  from: Flag.Literals("from", ["end", "beginning"]).pipe(
    Flag.withDescription(
      `where those spans are looked for: in the last ${formatBytes(HISTORY_BYTES)} of the logs, or in all of them`
    ),
    Flag.withDefault("end" as const)
  ),
  json: switchFlag("json", "print the lines as they stand in the log")
}

export const tailCommand = Command.make(
  "tail",
  flags,
  Effect.fn(function* ({ paths, filter: text, lines, from, json }) {
    if (lines < 0) {
      return yield* new CliProblem({
        message: `--lines ${lines}: the least is 0`,
        hint: "Give 0 to see only what is new."
      })
    }
    const filter = yield* readFilter(text)
    const output = yield* Output
    const session = createTailSession({ filter, history: lines })
    const toText = (record: LapRecord) =>
      json ? toSafeJson(encodeRecord(record)) : toTailText(record, output.terminal)
    const startMs = performance.now()
    const lastBytes = from === "beginning" ? Infinity : lines === 0 ? 0 : HISTORY_BYTES
    const given = paths.length === 0 ? [DEFAULT_FOLDER] : paths
    const problems = yield* follow(given, { session, toText, lastBytes })
    yield* output.talk(
      `lapline: ${printable(session.summary(performance.now() - startMs))}${badLines(problems.lines)}\n`
    )
    if (problems.isIncomplete) yield* output.exitWith(2)
  })
).pipe(
  Command.withShortDescription("Show operations live, as they finish"),
  Command.withDescription(
    "Follows logs while they grow and prints a line for each operation as it finishes: when, how long, what, where, and its trace. " +
      "Logs may be rotated, emptied or not be there yet. Ctrl-C ends it with a summary."
  ),
  Command.withExamples([
    { command: "lapline tail", description: "All logs in .lapline/, also those to come" },
    {
      command: "lapline tail --filter 'metric=turn or status=failed'",
      description: "Turns and failures"
    },
    {
      command: "lapline tail --lines 0 --json | jq .duration_ms",
      description: "For a program, only what is new"
    },
    { command: "ssh host tail -f run.jsonl | lapline tail -", description: "A log from elsewhere" }
  ])
)

interface Problems {
  lines: number
  /** Whether a path that was asked for could not be read; one that is not there may come. */
  isIncomplete: boolean
}

interface Said {
  readonly to: "answer" | "talk"
  readonly text: string
}

interface Following {
  readonly session: TailSession
  readonly toText: (record: LapRecord) => string
  /** How much of the logs there are is read. */
  readonly lastBytes: number
}

/** Until a signal, the end of standard input where nothing else is followed, or a reader that goes away. */
const follow = (paths: readonly string[], { session, toText, lastBytes }: Following) =>
  Effect.scoped(
    Effect.gen(function* () {
      const output = yield* Output
      const said = yield* Queue.unbounded<Said>()
      const problems: Problems = { lines: 0, isIncomplete: false }
      const tell = (records: readonly LapRecord[]) => {
        if (records.length > 0) {
          Queue.offerUnsafe(said, { to: "answer", text: records.map(toText).join("") })
        }
      }
      const onProblem = (problem: ReadProblem) => {
        const text = problemText(problem, problems)
        if (text !== undefined) Queue.offerUnsafe(said, { to: "talk", text })
      }
      const say = ({ to, text }: Said) => output[to](text)
      const sayAll = Effect.gen(function* () {
        for (const each of yield* Queue.takeAll(said)) yield* say(each)
      })
      const files = paths.filter((path) => path !== STDIN)
      const live = Effect.gen(function* () {
        if (files.length > 0) {
          yield* output.talk(`lapline: following ${printable(files.join(", "))}; Ctrl-C ends\n`)
          const tail = yield* tailing(files, session, { tell, onProblem, lastBytes })
          yield* Effect.promise(() => tail.refresh())
          const { bytes } = tail.leftOut()
          if (bytes > 0 && session.lacksHistory()) {
            yield* output.talk(`lapline: ${formatBytes(bytes)} before that not read\n`)
          }
        }
        tell(session.begin())
        if (!paths.includes(STDIN)) return yield* Effect.never
        const onRecord = (record: LapRecord) => tell(session.add([record]))
        yield* Effect.addFinalizer(() => Effect.sync(() => process.stdin.destroy()))
        yield* Effect.promise(() => readLogs([STDIN], { onRecord, onProblem }))
        if (files.length > 0) yield* Effect.never
      })
      // Signals are heard before anything is said.
      yield* Effect.raceAllFirst([stopped, live, Effect.forever(sayAll), output.readerLeft])
      if ((yield* Queue.size(said)) > 0) yield* sayAll
      return problems
    })
  )

const tailing = (
  files: readonly string[],
  session: TailSession,
  { tell, onProblem, lastBytes }: Tailing
) =>
  Effect.acquireRelease(
    Effect.sync((): Tail =>
      tailLogs(
        files,
        {
          onRecords: (records) => tell(session.add(records)),
          onReset: session.reset,
          onProblem
        },
        { lastBytes }
      )
    ),
    (tail) => Effect.promise(() => tail.close())
  )

interface Tailing {
  readonly tell: (records: readonly LapRecord[]) => void
  readonly onProblem: (problem: ReadProblem) => void
  readonly lastBytes: number
}

/** What each problem adds to stderr; broken lines are told three times and counted. */
const problemText = (problem: ReadProblem, problems: Problems): string | undefined => {
  const told = printable(describeProblem(problem))
  if ("line" in problem) {
    problems.lines += 1
    return problems.lines > MAX_LINE_WARNINGS ? undefined : `lapline: ${told}\n`
  }
  if (problem._tag !== "Unreadable") return `lapline: ${told}; waiting for it\n`
  problems.isIncomplete = true
  return `lapline: ${told}\n`
}

const MAX_LINE_WARNINGS = 3

const badLines = (count: number): string =>
  count === 0 ? "" : ` · ${formatPlural(count, "line")} could not be read`
