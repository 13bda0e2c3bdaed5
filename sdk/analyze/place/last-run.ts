/**
 * Remembers of each source line which run measured it last, since that run's text is the one its
 * line counts in, and the last laps of each operation there.
 */
import type { LapRecord } from "../../record/record.ts"

export interface LastRun {
  readonly runId: string | undefined
  /** End of the line's newest operation, microseconds since the epoch. */
  readonly endMicros: number
}

export interface LastRuns {
  readonly see: (record: LapRecord) => void
  readonly of: (file: string | undefined, line: number | undefined) => LastRun | undefined
  /** Durations in milliseconds of the last laps, oldest first, in the order they were read. */
  readonly lapsOf: (lap: LapPlace) => readonly number[]
}

export interface LapPlace {
  readonly file: string | undefined
  readonly line: number | undefined
  readonly name: string
  readonly step: string
}

/** Lines past this many are not remembered; they count as measured at no known time. */
const MAX_LINES = 50_000
const MAX_LAPS = 40
/** Names made from data (`GET /order/17`) share a line. */
const MAX_NAMES = 16

interface Seen {
  last: LastRun
  readonly laps: Map<string, number[]>
}

export const createLastRuns = (): LastRuns => {
  const lines = new Map<string, Seen>()
  return {
    see: ({ code, endMicros, runId, durationMs, name, step }) => {
      if (code.file === undefined || endMicros === null) return
      const key = keyOf(code.file, code.line)
      let seen = lines.get(key)
      if (seen === undefined) {
        if (lines.size >= MAX_LINES) return
        seen = { last: { runId, endMicros }, laps: new Map() }
        lines.set(key, seen)
      } else if (seen.last.endMicros < endMicros) seen.last = { runId, endMicros }
      if (durationMs !== null) addLap(seen.laps, nameOf(name, step), durationMs)
    },
    of: (file, line) => (file === undefined ? undefined : lines.get(keyOf(file, line))?.last),
    lapsOf: ({ file, line, name, step }) =>
      (file === undefined
        ? undefined
        : lines.get(keyOf(file, line))?.laps.get(nameOf(name, step))) ?? []
  }
}

const addLap = (laps: Map<string, number[]>, name: string, durationMs: number): void => {
  const known = laps.get(name)
  if (known === undefined) {
    if (laps.size < MAX_NAMES) laps.set(name, [durationMs])
    return
  }
  if (known.length >= MAX_LAPS) known.shift()
  known.push(durationMs)
}

const nameOf = (name: string, step: string): string =>
  step === "total" ? name : `${name}\0${step}`

const keyOf = (file: string, line: number | undefined): string => `${file}\0${line ?? ""}`
