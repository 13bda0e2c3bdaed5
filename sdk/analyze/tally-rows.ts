/** Quantiles by a name: the rows of tools. */

import type { LapRecord } from "../record/record.ts"
import { isFailure } from "./failure.ts"
import { createHistogram, record, totalMs, type Histogram } from "./histogram.ts"
import type { Quantiles } from "./model.ts"
import { OVERFLOW } from "./site.ts"
import { summarize } from "./statistics.ts"

export interface RowTally {
  readonly histogram: Histogram
  errors: number
}

export type TallyRows = Map<string, RowTally>

export interface Row extends Quantiles {
  readonly name: string
  readonly totalMs: number
}

const MAX_ROWS = 1000

export const newTally = (): RowTally => ({ histogram: createHistogram(), errors: 0 })

/** Counts one timed operation under `name`, past 1000 names under `__overflow__`. */
export const tallyRow = (
  rows: TallyRows,
  name: string,
  operation: LapRecord,
  durationMs: number
): void => {
  const key = rows.has(name) || rows.size < MAX_ROWS ? name : OVERFLOW
  const row = rows.get(key) ?? newTally()
  rows.set(key, row)
  record(row.histogram, durationMs)
  if (isFailure(operation)) row.errors += 1
}

/** The rows with most time first. */
export const summarizeRows = (rows: TallyRows): readonly Row[] =>
  [...rows]
    .map(([name, { histogram, errors }]) => ({
      name,
      totalMs: totalMs(histogram),
      ...summarize(histogram, errors)
    }))
    .sort((a, b) => b.totalMs - a.totalMs || (a.name < b.name ? -1 : 1))
