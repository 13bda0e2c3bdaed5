/** Runs: one process each, known by its header line. */

import { RUN_KEYS } from "../record/keys.ts"
import type { LapRecord } from "../record/record.ts"
import type { Run } from "./model.ts"
import { isSameRecord } from "./same-record.ts"

/** A run without what its turns add up to. */
export type RunFacts = Omit<Run, "turns">

export interface RunSet {
  /** Takes a header line; whether it is new. */
  readonly addHeader: (header: LapRecord) => boolean
  /** Counts a line of the run, whose header may come later. */
  readonly count: (runId: string) => void
  /** Runs with a header, newest first. */
  readonly all: () => readonly RunFacts[]
}

const MAX_RUNS = 10_000

/** Past 10,000 runs new ones are not listed; their lines count in every figure all the same. */
export const createRunSet = (): RunSet => {
  const runs = new Map<string, { headers: LapRecord[]; records: number }>()
  const entry = (runId: string) => {
    const known = runs.get(runId)
    if (known !== undefined || runs.size >= MAX_RUNS) return known
    const made = { headers: [], records: 0 }
    runs.set(runId, made)
    return made
  }
  return {
    addHeader: (header) => {
      const run = entry(header.runId ?? "")
      if (run?.headers.some((known) => isSameRecord(known, header)) === true) return false
      if (run !== undefined) run.headers = [...run.headers, header].sort(compareHeaders).slice(0, 1)
      return true
    },
    count: (runId) => {
      const run = entry(runId)
      if (run !== undefined) run.records += 1
    },
    all: () =>
      [...runs]
        .flatMap(([runId, { headers, records }]) =>
          headers.slice(0, 1).map((header) => toRun(runId, header, records))
        )
        .sort(compareRuns)
  }
}

const compareHeaders = (a: LapRecord, b: LapRecord): number =>
  (a.endMicros ?? Infinity) - (b.endMicros ?? Infinity) ||
  (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

const compareRuns = (a: RunFacts, b: RunFacts): number =>
  (b.startMicros ?? 0) - (a.startMicros ?? 0) || (a.runId < b.runId ? -1 : 1)

const toRun = (runId: string, { attributes, endMicros }: LapRecord, records: number): RunFacts => {
  const text = (key: string) => {
    const value = attributes[key]
    return typeof value === "string" ? value : undefined
  }
  const pid = attributes[RUN_KEYS.pid]
  const dirty = attributes[RUN_KEYS.gitDirty]
  const start = text(RUN_KEYS.start)
  const content = text(RUN_KEYS.content)
  return {
    runId,
    startMicros: endMicros,
    pid: typeof pid === "number" ? pid : undefined,
    language: text(RUN_KEYS.language),
    sdkVersion: text(RUN_KEYS.sdkVersion),
    serviceName: text(RUN_KEYS.serviceName),
    serviceVersion: text(RUN_KEYS.serviceVersion),
    gitCommit: text(RUN_KEYS.gitCommit),
    gitDirty: typeof dirty === "boolean" ? dirty : undefined,
    root: text(RUN_KEYS.root),
    start: start === "cold" || start === "warm" ? start : undefined,
    conversation: text(RUN_KEYS.conversation),
    sampling: samplingOf(attributes),
    content: content === "redacted" || content === "raw" ? content : undefined,
    records
  }
}

const samplingOf = (attributes: LapRecord["attributes"]): string | undefined => {
  const { [RUN_KEYS.samplingHead]: head, [RUN_KEYS.samplingTail]: tail } = attributes
  const parts = [
    ...(typeof head === "number" ? [`${head} of traces as they begin`] : []),
    ...(typeof tail === "string" ? [`${tail} as they end`] : [])
  ]
  return parts.length === 0 ? undefined : parts.join(", ")
}
