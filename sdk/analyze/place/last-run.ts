/**
 * Remembers which run measured a source line last: whether a file changed since then decides if its
 * lines hold.
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
}

/** Lines past this many are not remembered; they count as measured at no known time. */
const MAX_LINES = 50_000

export const createLastRuns = (): LastRuns => {
  const lines = new Map<string, LastRun>()
  return {
    see: ({ code, endMicros, runId }) => {
      if (code.file === undefined || endMicros === null) return
      const key = keyOf(code.file, code.line)
      const known = lines.get(key)
      if (known === undefined && lines.size >= MAX_LINES) return
      if (known === undefined || known.endMicros < endMicros) lines.set(key, { runId, endMicros })
    },
    of: (file, line) => (file === undefined ? undefined : lines.get(keyOf(file, line)))
  }
}

const keyOf = (file: string, line: number | undefined): string => `${file}\0${line ?? ""}`
