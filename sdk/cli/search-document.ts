/** What a search says to people: the spans found, with their line, duration and trace. */

import {
  formatCount,
  formatLocation,
  formatOperation,
  formatPlural,
  formatQuantile,
  NONE
} from "../analyze/format.ts"
import type { Quantiles } from "../analyze/model.ts"
import type { LapRecord } from "../record/record.ts"
import { duration, number, tableOf, text } from "./figure-columns.ts"
import { formatInstant } from "./report-circumstances.ts"
import type { Section } from "./section.ts"

export interface Search {
  readonly filter: string
  /** First ones first. */
  readonly found: readonly LapRecord[]
  /** Of all that match. */
  readonly figures: Quantiles
  readonly seen: number
  readonly order: string
}

export const searchDocument = (search: Search): readonly Section[] => {
  const { filter, found, figures, seen, order } = search
  const { count, errors, p50Ms, p95Ms } = figures
  const matches = `${formatCount(search.figures.count)} of ${formatPlural(seen, "span")} match`
  const isAll = filter.trim() === ""
  if (found.length === 0) {
    const title = isAll ? "No span in this log yet" : `No span matches ${filter}`
    return [{ title, lines: [matches] }]
  }
  const more = count - found.length
  const facts = [
    matches,
    `${formatCount(errors)} failed`,
    `p50 ${formatQuantile(p50Ms, count, "p50")}`,
    `p95 ${formatQuantile(p95Ms, count, "p95")}`
  ]
  return [
    {
      title: `${isAll ? "All spans" : `Spans that match ${filter}`}, ${order} first`,
      table: tableOf(found, [
        {
          title: "where",
          kind: "path",
          style: () => "cyan",
          cell: ({ code }) => formatLocation(code.file, code.line)
        },
        text("what", ({ name, step }) => formatOperation(name, step)),
        {
          title: "status",
          kind: "text",
          dropOrder: 3,
          style: (shown) => (shown === "ok" ? "faint" : "red"),
          cell: ({ status }) => status
        },
        duration("duration", ({ durationMs }) => durationMs),
        number("ended (UTC)", ended, 5),
        // Not cut: a cut id would be no id.
        number("trace", traceColumn(found), 1)
      ]),
      lines: [facts.join(" · ")],
      notes: [
        ...(more > 0
          ? [`${formatPlural(more, "more span")}: --limit ${count} shows them all`]
          : []),
        ...(found.some(({ traceId }) => traceId !== undefined)
          ? ["`lapline trace TRACE` shows what a span ran in"]
          : [])
      ]
    }
  ]
}

const ended = ({ endMicros }: LapRecord): string =>
  endMicros === null ? NONE : (formatInstant(endMicros) ?? NONE)

/** As much of the ids as tells those that were found apart, so that it can be given to `lapline trace`. */
const traceColumn = (found: readonly LapRecord[]): ((record: LapRecord) => string) => {
  const ids = new Set(found.flatMap(({ traceId }) => (traceId === undefined ? [] : [traceId])))
  let length = SHORTEST_ID
  while (
    length < LONGEST_ID &&
    new Set([...ids].map((id) => id.slice(0, length))).size < ids.size
  ) {
    length += 1
  }
  return ({ traceId }) => (traceId === undefined ? NONE : traceId.slice(0, length))
}

const SHORTEST_ID = 8
const LONGEST_ID = 64
