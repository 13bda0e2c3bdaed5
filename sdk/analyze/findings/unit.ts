/** What detectors look at: each turn of a trace, or the trace itself when it has none. */

import { isFailure } from "../failure.ts"
import { groupBy } from "../group-by.ts"
import type { TraceNode, TraceTree } from "../trace-tree.ts"
import { turnsOf } from "../turn.ts"
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
  const durationMs = interval.endMs - interval.startMs
  const byMetric = groupBy(below, ({ record }) => record?.metric)
  const known = new Map<string, readonly TimedSpan[]>()
  let spans: readonly TimedSpan[] | undefined
  return [
    {
      root,
      durationMs,
      of: (metric) => {
        const made = known.get(metric) ?? timed(byMetric.get(metric) ?? [])
        known.set(metric, made)
        return made
      },
      hasFailed: below.some(({ record }) => record !== undefined && isFailure(record)),
      // Few detectors ask for all of them, and few units make them ask.
      get spans() {
        return (spans ??= timed(below))
      }
    }
  ]
}

/** Those with a place on the time axis, in the order they started. */
const timed = (nodes: readonly TraceNode[]): readonly TimedSpan[] => {
  const spans: TimedSpan[] = []
  for (const node of nodes) {
    const { record } = node
    if (record === undefined || record.durationMs === null || node.interval === undefined) continue
    const { startMs, endMs } = node.interval
    spans.push({ node, record, startMs, endMs, durationMs: record.durationMs })
  }
  return spans.sort((a, b) => a.startMs - b.startMs)
}
