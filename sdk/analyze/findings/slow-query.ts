/** Slow queries: a single statement that takes long by itself. */

import { sentence } from "../sentence.ts"
import { selfTimeMs } from "../self-time.ts"
import { groupBy } from "../group-by.ts"
import { type Detector, evidenceOf, median, siteOf, type TimedSpan } from "./sighting.ts"
import { statementOf } from "./statement.ts"

const SLOW_MS = 100

/** A query of at least 100 ms, not counting its wait for a connection. Several of one line are one case. */
export const slowQuery: Detector = (unit) => {
  const all = unit.of("db_query")
  if (!all.some(({ durationMs }) => durationMs >= SLOW_MS)) return []
  const queries = all.map((span) => ({ ...span, ownMs: selfTimeMs(span.node) ?? 0 }))
  const slow = queries.filter(({ ownMs }) => ownMs >= SLOW_MS)
  if (slow.length === 0) return []
  const usualMs =
    median(queries.filter((each) => !slow.includes(each)).map(({ ownMs }) => ownMs)) ?? 0
  const ranAt = groupBy(queries, lineOf)
  return [...groupBy(slow, lineOf)].flatMap(([line, cases]) => {
    const worst = cases.toSorted((a, b) => b.ownMs - a.ownMs)[0]
    if (worst === undefined) return []
    return {
      code: "slow-query" as const,
      site: siteOf(worst.record),
      told: sentence("A query took {0}: {1}", { ms: worst.ownMs }, statementOf(worst)),
      evidence: evidenceOf(cases, ({ record, durationMs }) =>
        sentence("{0}, {1}", record.name, { ms: durationMs })
      ),
      savingMs: cases.reduce((sum, { ownMs }) => sum + ownMs - usualMs, 0),
      isException: cases.length * 2 < (ranAt.get(line)?.length ?? 0)
    }
  })
}

const lineOf = ({ record: { code, name } }: TimedSpan): string =>
  `${code.file}:${code.line} ${name}`
