/** What detectors look at: each turn of a trace, or the trace itself when it has none. */

import type { TraceNode, TraceTree } from "../trace-tree.ts"
import { turnsOf } from "../turn.ts"
import { groupBy } from "../group-by.ts"
import { type TimedSpan, type Unit } from "./sighting.ts"

/** None for a trace that only started something up, for a span that stands alone, and without a place on the time axis. */
export const unitsOf = (tree: TraceTree): readonly Unit[] => {
  const turns = [...turnsOf(tree)].flatMap(({ start, end }) => {
    const root = tree.nodes[start]
    return root === undefined ? [] : unitOf(root, tree.nodes.slice(start + 1, end))
  })
  if (turns.length > 0 || tree.root.record?.metric === "startup") return turns
  return tree.nodes.length === 1 ? [] : unitOf(tree.root, tree.nodes.slice(1))
}

const unitOf = (root: TraceNode, below: readonly TraceNode[]): readonly Unit[] => {
  const { interval } = root
  if (interval === undefined) return []
  const spans: TimedSpan[] = []
  for (const node of below) {
    const { record } = node
    if (record === undefined || record.durationMs === null || node.interval === undefined) continue
    const { startMs, endMs } = node.interval
    spans.push({ node, record, startMs, endMs, durationMs: record.durationMs })
  }
  spans.sort((a, b) => a.startMs - b.startMs)
  const byMetric = groupBy(spans, ({ record }) => record.metric)
  const of = (metric: string) => byMetric.get(metric) ?? []
  return [{ root, durationMs: interval.endMs - interval.startMs, of, spans }]
}
