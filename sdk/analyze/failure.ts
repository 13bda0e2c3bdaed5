/** Which spans failed, and what kind of failure it was. */

import type { LapRecord } from "../record/record.ts"
import type { ErrorCounts } from "./model.ts"
import type { TraceNode, TraceTree } from "./trace-tree.ts"

export type ErrorClass = keyof ErrorCounts

/** An interrupted span was told to stop: that is not a failure of its own. */
export const isFailure = (record: LapRecord): boolean =>
  record.status === "error" || record.status === "timeout"

/**
 * The failures of a trace, each counted once, where it began: at failing spans below which nothing failed. A span that
 * only passes its child's failure on is not counted again.
 */
export const failuresOf = (tree: TraceTree): readonly ErrorClass[] => {
  // Most traces have none.
  if (!tree.nodes.some(hasFailed)) return NONE
  const failedBelow = new Set<TraceNode>()
  const classes: ErrorClass[] = []
  for (const node of tree.nodes.toReversed()) {
    const failed = hasFailed(node)
    if (failed && !failedBelow.has(node)) classes.push(classify(node))
    if (node.parent !== undefined && (failed || failedBelow.has(node))) failedBelow.add(node.parent)
  }
  return classes
}

const NONE: readonly ErrorClass[] = []

const hasFailed = ({ record }: TraceNode): boolean => record !== undefined && isFailure(record)

/** A timeout is a timeout wherever it struck; else the nearest failing span whose metric says what it was decides. */
const classify = (deepest: TraceNode): ErrorClass => {
  if (deepest.record !== undefined && isTimeout(deepest.record)) return "timeout"
  let node: TraceNode | undefined = deepest
  while (node?.record !== undefined && isFailure(node.record)) {
    const { metric } = node.record
    if (metric.startsWith("db_")) return "database"
    if (metric === "tool_execution") return "tool"
    if (metric === "llm_call") return "model"
    node = node.parent
  }
  return "other"
}

const isTimeout = ({ status, error }: LapRecord): boolean =>
  status === "timeout" || /time[-_]?d?[-_ ]?out/i.test(error?.type ?? "")
