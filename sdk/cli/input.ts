/** Paths as given on the command line to their records, and to a store full of them. */

import { Effect } from "effect"
import type { Filter } from "../analyze/filter/filter.ts"
import { printable } from "../analyze/printable.ts"
import { createStore, type Store, type StoreOptions } from "../analyze/store.ts"
import { formatPlural } from "../analyze/format.ts"
import { DEFAULT_FOLDER, discoverLogs, STDIN } from "../read/discover.ts"
import { describeProblem, type PathProblem, type ReadProblem } from "../read/problem.ts"
import type { LineCounts } from "../read/log-decoder.ts"
import { type CountedRows, readLogs } from "../read/read-logs.ts"
import { Output } from "./output.ts"
import { pacedBy } from "./paced-source.ts"
import { watched } from "./reading.ts"
import type { LapRecord } from "../record/record.ts"
import { CliProblem } from "./cli-problem.ts"
import { isSpan } from "./span.ts"
import { keepYoungGenerationSmall } from "./young-generation.ts"

export interface Input {
  /** Files that were read, newest first; `stdin` for standard input. */
  readonly logs: readonly string[]
  /** What could not be read, for stderr: one line each, in the order it was met. */
  readonly warnings: readonly string[]
  /** Whether a path that was asked for could not be read. */
  readonly isIncomplete: boolean
  readonly lines: LineCounts
}

export interface ReadOptions {
  /** Only the newest files, one of which is one run. */
  readonly last?: number | undefined
  readonly onRecord: (record: LapRecord) => void
  /** Awaited before more is read, so that a slow consumer is not run over. */
  readonly pace?: () => Promise<void>
  /** As `readLogs` has it: for a store. */
  readonly isLazy?: boolean
  /** As `readLogs` has them. */
  readonly rows?: CountedRows
}

export interface Loaded extends Input {
  readonly store: Store
  /** Spans that the filter found, and all of them. */
  readonly spans: { readonly found: number; readonly seen: number }
}

export interface LoadOptions extends Omit<StoreOptions, "filter"> {
  readonly last?: number | undefined
  readonly filter?: Filter | undefined
  /** Records to hold; the others count as read all the same. */
  readonly holds?: (record: LapRecord) => boolean
}

/** Fails when nothing at all could be read. */
export const load = (
  given: readonly string[],
  { last, filter, holds = () => true, ...options }: LoadOptions
): Effect.Effect<Loaded, CliProblem, Output> =>
  Effect.gen(function* () {
    const store = createStore({ viewSpans: 0, ...options, filter: filter?.matches })
    const spans = { found: 0, seen: 0 }
    const onRecord = (record: LapRecord) => {
      if (!holds(record) || store.add(record) === "duplicate" || !isSpan(record)) return
      spans.seen += 1
      if (filter === undefined || filter.matches(record)) spans.found += 1
    }
    const stopWatching = keepYoungGenerationSmall()
    const input = yield* read(given, { last, onRecord, isLazy: true }).pipe(
      Effect.ensuring(Effect.sync(stopWatching))
    )
    store.setLineProblems(input.lines)
    return { ...input, store, spans }
  })

/** Every record of the logs, newest file first. Fails when nothing at all could be read. */
export const read = (
  given: readonly string[],
  { last, onRecord, pace, isLazy = false, rows }: ReadOptions
): Effect.Effect<Input, CliProblem, Output> =>
  Effect.gen(function* () {
    const paths = given.length === 0 ? [DEFAULT_FOLDER] : given
    const found = yield* Effect.promise(() => discoverLogs(paths))
    const newest = found.logs.slice(0, last).map(({ path }) => path)
    const logs = found.readsStdin ? [...newest, "stdin"] : newest
    const pathProblems: PathProblem[] = [...found.problems]
    const lineWarnings: string[] = []
    let badLines = 0
    const onProblem = (problem: ReadProblem) => {
      if (!("line" in problem)) pathProblems.push(problem)
      else if (badLines++ < MAX_LINE_WARNINGS) lineWarnings.push(describeProblem(problem))
    }
    const sources = found.readsStdin ? [...newest, STDIN] : newest
    const lines = yield* watched((given) =>
      readLogs(
        sources,
        { onRecord, onProblem },
        { isLazy, ...given, ...pacedBy(pace), ...(rows && { rows }) }
      )
    ).pipe(
      // A pipe in which nothing comes would be waited for.
      Effect.onInterrupt(() => Effect.sync(() => found.readsStdin && process.stdin.destroy()))
    )
    if (lines.accepted === 0) {
      return yield* nothing({ pathProblems, lineWarnings, badLines, logs, given })
    }
    const more = badLines - lineWarnings.length
    return {
      logs,
      lines,
      warnings: [
        ...pathProblems.map(describeProblem),
        ...lineWarnings,
        ...(more > 0 ? [`and ${formatPlural(more, "more line")} that could not be read`] : [])
      ].map(printable),
      isIncomplete: pathProblems.length > 0
    }
  })

/** A log full of something else must not flood the terminal. */
const MAX_LINE_WARNINGS = 3

const isCompressed = (path: string): boolean => /\.(?:gz|zst|xz|bz2|lz4)$/.test(path)

interface Nothing {
  readonly pathProblems: readonly PathProblem[]
  readonly lineWarnings: readonly string[]
  readonly badLines: number
  readonly logs: readonly string[]
  readonly given: readonly string[]
}

const nothing = (why: Nothing): CliProblem => {
  const { pathProblems, lineWarnings, badLines, logs, given } = why
  const [problem] = pathProblems
  if (problem !== undefined) {
    return new CliProblem({
      message: printable(pathProblems.map(describeProblem).join("; ")),
      hint: hintFor(problem, given),
      cause: problem.cause
    })
  }
  const where = logs.join(", ")
  if (badLines === 0) {
    return new CliProblem({
      message: printable(`${where}: holds no whole line`),
      hint: "A line counts once it ends in a newline. Run the traced program again, or name another log."
    })
  }
  return new CliProblem({
    message: printable(
      `${where}: none of ${formatPlural(badLines, "line")} is a Lapline record; ${lineWarnings[0] ?? ""}`
    ),
    hint: logs.some(isCompressed)
      ? "It looks compressed: unpack it into a pipe, as in `gzip -dc FILE | lapline report -`."
      : "Name a log that Lapline wrote: one JSON object a line, in *.jsonl."
  })
}

const hintFor = ({ _tag }: PathProblem, given: readonly string[]): string => {
  if (given.length === 0) {
    return `Logs are looked for in ${DEFAULT_FOLDER}/ here. Run a traced program first, or name its log or folder.`
  }
  return _tag === "Unreadable"
    ? "Check its permissions, or pipe its content in and name - as the path."
    : "Name a log file, a folder of logs, or - for standard input."
}
