/** What a trace waited for: the critical path by row of the waterfall, and summed up. */

import { criticalPath } from "../analyze/critical-path.ts"
import {
  formatCount,
  formatDuration,
  formatLocation,
  formatOperation,
  formatPercent
} from "../analyze/format.ts"
import { ledgersOf } from "../analyze/ledger.ts"
import { ownerName } from "../analyze/owner-name.ts"
import type { TraceNode, TraceTree } from "../analyze/trace-tree.ts"
import { duration, number, tableOf, text } from "./figure-columns.ts"
import type { Section } from "./section.ts"

/** A stretch of the axis, 0 to 1. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The stretches of the path that each span has for itself. */
export const stretchesOf = (tree: TraceTree): ReadonlyMap<TraceNode, readonly Stretch[]> => {
  const { startMs, endMs } = tree.root.interval ?? { startMs: 0, endMs: 0 }
  const length = endMs - startMs
  const stretches = new Map<TraceNode, Stretch[]>()
  if (length <= 0) return stretches
  for (const segment of criticalPath(tree)) {
    const known = stretches.get(segment.span) ?? []
    stretches.set(segment.span, known)
    known.push({
      from: (segment.startMs - startMs) / length,
      to: (segment.endMs - startMs) / length
    })
  }
  return stretches
}

interface PathRow {
  readonly name: string
  readonly where: string
  count: number
  totalMs: number
}

const MAX_ROWS = 8

/** The spans of the path by name and line, most time first. */
export const pathSection = (tree: TraceTree): Section | undefined => {
  const rows = new Map<string, PathRow>()
  const counted = new Set<TraceNode>()
  let wholeMs = 0
  for (const { span, startMs, endMs } of criticalPath(tree)) {
    const { record } = span
    const where = formatLocation(record?.code.file, record?.code.line)
    const name = record === undefined ? "(no span)" : formatOperation(record.name, record.step)
    const key = `${name}\0${where}`
    const row = rows.get(key) ?? { name, where, count: 0, totalMs: 0 }
    rows.set(key, row)
    if (!counted.has(span)) row.count += 1
    counted.add(span)
    row.totalMs += endMs - startMs
    wholeMs += endMs - startMs
  }
  if (rows.size === 0) return undefined
  const sorted = [...rows.values()].sort((a, b) => b.totalMs - a.totalMs)
  const rest = sorted.slice(MAX_ROWS)
  const restMs = rest.reduce((sum, { totalMs }) => sum + totalMs, 0)
  return {
    title: "Critical path: what was waited for, not counting what ran below",
    table: tableOf(sorted.slice(0, MAX_ROWS), [
      { title: "where", kind: "path", style: () => "cyan", cell: ({ where }) => where },
      text("what", ({ name }) => name),
      number("n", ({ count }) => formatCount(count)),
      duration("on the path", ({ totalMs }) => totalMs),
      number("of it", ({ totalMs }) => formatPercent(totalMs / wholeMs))
    ]),
    notes: rest.length === 0 ? [] : [`the rest, ${formatDuration(restMs)}, in ${rest.length} more`]
  }
}

/** Whose each turn's time was; a trace has one turn, as a rule. */
export const ledgerSections = (tree: TraceTree): readonly Section[] =>
  ledgersOf(tree).map(({ turn, entries }) => ({
    title: `Where ${turn.record?.name ?? "the turn"} spent its time`,
    table: tableOf(entries, [
      text("owner", ({ owner }) => ownerName(owner)),
      duration("time", ({ micros }) => micros / 1000),
      number("of turn", ({ share }) => formatPercent(share))
    ])
  }))
