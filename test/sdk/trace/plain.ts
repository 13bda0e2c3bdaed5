/** Runs plain programs under `start` and reads what they wrote. */

import { start } from "../../../sdk/index.ts"
import type { LaplineOptions } from "../../../sdk/trace/begin.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { readSpans, withFolder } from "./log.ts"

/** The spans that `program` leaves, in the order in which they ended; what it throws is its own affair. */
export const recordPlain = (
  program: () => unknown,
  options: LaplineOptions = {}
): Promise<readonly LapRecord[]> =>
  withFolder(async (folder) => {
    const run = start({ service: { name: "test" }, ...options, directory: folder })
    try {
      await program()
    } finally {
      await run.stop()
    }
    return readSpans(folder)
  })

/** `name < parent < its parent`, outermost last. */
export const ancestry = (records: readonly LapRecord[], name: string): string => {
  const found = records.find((record) => record.name === name)
  if (found === undefined) return `no ${name}`
  const parent = records.find(
    ({ spanId, traceId }) => spanId === found.parentSpanId && traceId === found.traceId
  )
  if (parent !== undefined) return `${name} < ${ancestry(records, parent.name)}`
  return found.parentSpanId === undefined ? name : `${name} < ?`
}

export const loopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
