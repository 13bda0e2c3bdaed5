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
import type { FollowedLogs, FollowLogs, LogProblem, LogSink } from "./log-source.ts"

export interface FolderLaps {
  readonly report: () => Report
  readonly trace: (traceId: string) => TraceTree | undefined
  readonly lastRun: (file: string | undefined, line: number | undefined) => LastRun | undefined
  /** The last laps of an operation, milliseconds, oldest first. */
  readonly lapsOf: (lap: LapPlace) => readonly number[]
  /** The file that holds a run's header. */
  readonly logOf: (runId: string) => string | undefined
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
}

export interface FolderLapsOptions {
  readonly followLogs: FollowLogs
  readonly onChange: () => void
  readonly onProblem: (problem: LogProblem) => void
}

export const createFolderLaps = ({
  followLogs,
  onChange,
  onProblem
}: FolderLapsOptions): FolderLaps => {
  let store = createStore()
  let lastRuns = createLastRuns()
  let headers: LapRecord[] = []
  let logOfRun = new Map<string, string>()
  let source: LapSource = { paths: [], mappings: [], confinedTo: undefined }
  let followed: FollowedLogs | undefined
  let clearedMicros = Number.NEGATIVE_INFINITY
  /** Calls from logs that are no longer followed carry an older number. */
  let generation = 0

  const empty = () => {
    store = createStore()
    lastRuns = createLastRuns()
  }
  const stop = () => {
    generation += 1
    void followed?.close()
    followed = undefined
  }
  const add = (record: LapRecord, path: string) => {
    if (record.metric === "run") {
      headers.push(record)
      if (record.runId !== undefined) logOfRun.set(record.runId, path)
    } else if (record.endMicros !== null && record.endMicros <= clearedMicros) return
    else lastRuns.see(record)
    store.add(record)
  }
  const start = () => {
    stop()
    empty()
    headers = []
    logOfRun = new Map()
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
        if (problem.fault !== undefined) store.addLineProblem(problem.fault)
        onProblem(problem)
        onChange()
      }
    }
    followed = followLogs({ paths: source.paths, sink, confinedTo: source.confinedTo })
    onChange()
  }

  return {
    report: () => store.report(),
    trace: (traceId) => store.trace(traceId),
    lastRun: (file, line) => lastRuns.of(file, line),
    lapsOf: (lap) => lastRuns.lapsOf(lap),
    logOf: (runId) => logOfRun.get(runId),
    mappings: () => source.mappings,
    follow: (next) => {
      // Reading all over again would make the lines blink for nothing.
      if (followed !== undefined && JSON.stringify(next) === JSON.stringify(source)) return
      source = next
      start()
    },
    clear: (nowMicros) => {
      clearedMicros = nowMicros
      empty()
      // A process that still runs wrote its header already, and its root is in there.
      for (const header of headers) store.add(header)
      onChange()
    },
    dispose: stop
  }
}
