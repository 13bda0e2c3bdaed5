/** What `lapline report --quick` says: the lines that took the most time, and how it came to be quick. */

import { formatPlural } from "../analyze/format.ts"
import type { LineCounts } from "../read/log-decoder.ts"
import { duration, legend, quantileFields, tableOf, text, WHERE } from "./figure-columns.ts"
import type { LineDurations } from "./line-durations.ts"
import { lineSection, logSection } from "./report-circumstances.ts"
import type { Section } from "./section.ts"

export interface QuickReport {
  /** Largest total first. */
  readonly durations: readonly LineDurations[]
  readonly lines: LineCounts
  readonly logs: readonly string[]
}

const MAX_LINES = 30

export const quickDocument = ({ durations, lines, logs }: QuickReport): readonly Section[] =>
  [slowest(durations), lineSection({ lines, untimed: 0, lateSpans: 0 }), logSection(logs)].filter(
    (section) => section !== undefined
  )

const slowest = (durations: readonly LineDurations[]): Section => {
  const title = "Slow lines, by total time"
  if (durations.length === 0) return { title, lines: ["No timed operation in this log yet."] }
  const rows = durations.slice(0, MAX_LINES)
  const more = durations.length - rows.length
  return {
    title,
    table: tableOf(rows, [
      ...(rows.some(({ file }) => file !== undefined) ? [WHERE] : []),
      text<LineDurations>("what", ({ name }) => name),
      ...quantileFields(rows),
      duration<LineDurations>("total", ({ totalMs }) => totalMs)
    ]),
    notes: [
      ...legend(rows),
      ...(more > 0 ? [`${formatPlural(more, "more line")} took less`] : []),
      "quick: no self time, no turns and no findings; a total counts what ran inside a line too, and a line of the log that is there twice counts twice"
    ]
  }
}
