/** Start-up steps, cold and warm starts apart. */

import type { LapRecord } from "../record/record.ts"
import { merge, totalMs } from "./histogram.ts"
import type { Run, StartupRow } from "./model.ts"
import { summarize } from "./statistics.ts"
import { newTally, type RowTally, tallyRow, type TallyRows } from "./tally-rows.ts"

export interface StartupSet {
  readonly add: (record: LapRecord, durationMs: number) => void
  /** Rows of cold, warm and other starts, most time first; a start is what its run's header says. */
  readonly rows: (runs: readonly Run[]) => readonly StartupRow[]
  /** The slowest span of each step of a run. */
  readonly slowest: (runId: string) => readonly LapRecord[]
}

/** Past so many runs the steps of new ones count as those of a run without a header. */
const MAX_RUNS = 1000
const NO_RUN = ""
/** Of a run, whose slowest span is kept. */
const MAX_STEPS = 100

export const createStartupSet = (): StartupSet => {
  const runs = new Map<
    string,
    { readonly rows: TallyRows; readonly slowest: Map<string, LapRecord> }
  >()
  return {
    add: (record, durationMs) => {
      const { runId = NO_RUN, step } = record
      const key = runs.has(runId) || runs.size < MAX_RUNS ? runId : NO_RUN
      const run = runs.get(key) ?? { rows: new Map(), slowest: new Map() }
      runs.set(key, run)
      tallyRow(run.rows, step, record, durationMs)
      const slowest = run.slowest.get(step)
      if (slowest === undefined ? run.slowest.size < MAX_STEPS : isSlower(record, slowest)) {
        run.slowest.set(step, record)
      }
    },
    rows: (known) => {
      const starts = new Map(known.map(({ runId, start }) => [runId, start]))
      const byStart = new Map<Run["start"], Map<string, RowTally>>()
      for (const [runId, { rows }] of runs) {
        const start = starts.get(runId)
        const all = byStart.get(start) ?? new Map<string, RowTally>()
        byStart.set(start, all)
        for (const [step, row] of rows) {
          const sum = all.get(step) ?? newTally()
          all.set(step, sum)
          merge(sum.histogram, row.histogram)
          sum.errors += row.errors
        }
      }
      return [...byStart].flatMap(([start, rows]) => rowsOf(start, rows)).sort(compareRows)
    },
    slowest: (runId) => [...(runs.get(runId)?.slowest.values() ?? [])]
  }
}

/** A tie goes to the smaller span id, so that the order of arrival does not matter. */
const isSlower = (a: LapRecord, b: LapRecord): boolean => {
  const difference = (a.durationMs ?? 0) - (b.durationMs ?? 0)
  return difference > 0 || (difference === 0 && (a.spanId ?? "") < (b.spanId ?? ""))
}

const rowsOf = (start: Run["start"], rows: ReadonlyMap<string, RowTally>): StartupRow[] =>
  [...rows].map(([step, { histogram, errors }]) => ({
    step,
    start,
    totalMs: totalMs(histogram),
    ...summarize(histogram, errors)
  }))

const compareRows = (a: StartupRow, b: StartupRow): number =>
  compareText(a.start ?? "", b.start ?? "") || b.totalMs - a.totalMs || compareText(a.step, b.step)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
