/**
 * The lap times of one workspace folder: its logs followed into a store, with what placing needs to
 * know of them.
 */
import type { Report } from "../../sdk/analyze/model.ts"
import type { PathMapping } from "../../sdk/analyze/place/path.ts"
import { createLastRuns, type LapPlace, type LastRun } from "../../sdk/analyze/place/last-run.ts"
import { createStore } from "../../sdk/analyze/store.ts"
import type { TraceTree } from "../../sdk/analyze/trace-tree.ts"
import type { LapRecord } from "../../sdk/record/record.ts"
import { createRunLogs } from "./run-logs.ts"
import { createSessionIndex, type SessionIndex } from "./session-index.ts"
import { createTraceSums, type TraceSums } from "./trace-sums.ts"
import type { FollowedLogs, FollowLogs, LogProblem, LogSink } from "./log-source.ts"

export interface FolderLaps {
  readonly report: () => Report
  readonly trace: (traceId: string) => TraceTree | undefined
  readonly lastRun: (file: string | undefined, line: number | undefined) => LastRun | undefined
  /** The last laps of an operation, milliseconds, oldest first. */
  readonly lapsOf: (lap: LapPlace) => readonly number[]
  /** The conversations that were recorded. */
  readonly sessions: () => SessionIndex
  /** What each trace spent where. */
  readonly traceSums: () => TraceSums
  /** The files that a run was written to, that with its header first. */
  readonly logsOf: (runId: string) => readonly string[]
  /** Every run that a log was written by, left out or not. */
  readonly runsIn: (log: string) => ReadonlySet<string>
  /** Headers of the runs that are left out. */
  readonly hiddenRuns: () => readonly LapRecord[]
  readonly source: () => LapSource
  /** What ended before counts nowhere, microseconds since the epoch. */
  readonly clearedMicros: () => number
  readonly mappings: () => readonly PathMapping[]
  /** Follows these paths from now on; when they are others, what was read is forgotten. */
  readonly follow: (source: LapSource) => void
  /**
   * Forgets what was measured up to now (microseconds since the epoch); the files stay as they are.
   */
  readonly clear: (nowMicros: number) => void
  readonly dispose: () => void
}

export interface LapSource {
  readonly paths: readonly string[]
  readonly mappings: readonly PathMapping[]
  readonly confinedTo: string | undefined
  /** Runs whose records count nowhere. */
  readonly hiddenRuns: ReadonlySet<string>
}

export interface FolderLapsOptions {
  readonly followLogs: FollowLogs
  readonly onChange: () => void
  readonly onProblem: (problem: LogProblem) => void
  /** Figures are those of the spans it chooses; all by default. */
  readonly filter?: ((record: LapRecord) => boolean) | undefined
}

export const createFolderLaps = ({
  followLogs,
  onChange,
  onProblem,
  filter
}: FolderLapsOptions): FolderLaps => {
  const newFigures = () => {
    const store = createStore({ filter })
    return {
      store,
      lastRuns: createLastRuns(),
      sessions: createSessionIndex(),
      traceSums: createTraceSums(store.trace, filter)
    }
  }
  let figures = newFigures()
  let headers: LapRecord[] = []
  let logs = createRunLogs()
  let source: LapSource = {
    paths: [],
    mappings: [],
    confinedTo: undefined,
    hiddenRuns: new Set()
  }
  let followed: FollowedLogs | undefined
  let clearedMicros = Number.NEGATIVE_INFINITY
  /** Calls from logs that are no longer followed carry an older number. */
  let generation = 0

  const empty = () => {
    figures = newFigures()
  }
  const stop = () => {
    generation += 1
    void followed?.close()
    followed = undefined
  }
  const add = (record: LapRecord, path: string) => {
    const { runId } = record
    const isHeader = record.metric === "run"
    if (runId !== undefined) logs.see(runId, path)
    if (isHeader) headers.push(record)
    if (runId !== undefined && source.hiddenRuns.has(runId)) return
    if (!isHeader && record.endMicros !== null && record.endMicros <= clearedMicros) return
    if (figures.store.add(record) === "duplicate" || isHeader) return
    figures.traceSums.see(record)
    if (filter?.(record) === false) return
    figures.lastRuns.see(record)
    figures.sessions.see(record)
  }
  const start = () => {
    stop()
    empty()
    headers = []
    logs = createRunLogs()
    const current = generation
    const sink: LogSink = {
      onRecords: (records, log) => {
        if (current !== generation) return
        for (const record of records) add(record, log.path)
        onChange()
      },
      // The store cannot take records back out, so everything is read again.
      onReset: () => {
        if (current === generation) start()
      },
      onProblem: (problem) => {
        if (current !== generation) return
        if (problem.fault !== undefined) figures.store.addLineProblem(problem.fault)
        onProblem(problem)
        onChange()
      }
    }
    followed = followLogs({ paths: source.paths, sink, confinedTo: source.confinedTo })
    onChange()
  }

  return {
    report: () => figures.store.report(),
    trace: (traceId) => figures.store.trace(traceId),
    lastRun: (file, line) => figures.lastRuns.of(file, line),
    lapsOf: (lap) => figures.lastRuns.lapsOf(lap),
    sessions: () => figures.sessions,
    traceSums: () => figures.traceSums,
    logsOf: (runId) => logs.logsOf(runId),
    runsIn: (log) => logs.runsIn(log),
    hiddenRuns: () => headers.filter(({ runId = "" }) => source.hiddenRuns.has(runId)),
    source: () => source,
    clearedMicros: () => clearedMicros,
    mappings: () => source.mappings,
    follow: (next) => {
      // Reading all over again would make the lines blink for nothing.
      if (followed !== undefined && isSameSource(next, source)) return
      source = next
      start()
    },
    clear: (nowMicros) => {
      clearedMicros = nowMicros
      empty()
      // A process that still runs wrote its header already, and its root is in there.
      for (const header of headers) {
        if (!source.hiddenRuns.has(header.runId ?? "")) figures.store.add(header)
      }
      onChange()
    },
    dispose: stop
  }
}

const isSameSource = (a: LapSource, b: LapSource): boolean =>
  JSON.stringify([a, [...a.hiddenRuns]]) === JSON.stringify([b, [...b.hiddenRuns]])
