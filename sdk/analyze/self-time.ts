/** Self time: what a span spent without any of its children running. */

import { roundMs } from "./exact-sum.ts"
import type { TraceNode } from "./trace-tree.ts"

/**
 * Milliseconds of the span's duration not covered by the union of its children, each clipped to the span: children that
 * run at once count once, a child that outlives its parent counts only while the parent runs. Null when the span has no
 * duration (or is the synthetic root). A span without a usable timestamp keeps its whole duration: nothing can be placed
 * inside it.
 */
export const selfTimeMs = (node: TraceNode): number | null => {
  const durationMs = node.record?.durationMs ?? null
  const bounds = node.interval
  if (durationMs === null || bounds === undefined || node.children.length === 0) return durationMs
  let coveredMs = 0
  let reachedMs = bounds.startMs
  // Children are in the order they started, those without a time last.
  for (const { interval } of node.children) {
    if (interval === undefined || interval.startMs >= bounds.endMs) break
    const endMs = Math.min(interval.endMs, bounds.endMs)
    if (endMs <= reachedMs) continue
    coveredMs += endMs - Math.max(interval.startMs, reachedMs)
    reachedMs = endMs
  }
  return roundMs(Math.max(0, durationMs - coveredMs))
}
