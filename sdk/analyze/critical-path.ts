/** The critical path: the chain of spans that decided when a trace was done. */

import { tile, type Tile } from "./tile.ts"
import type { TraceTree } from "./trace-tree.ts"

/** One stretch of the path; `span` is what was waited for then, and no child of it was. */
export type CriticalSegment = Tile

/**
 * Segments in the order of time, without gap or overlap, from the root's start to its end; milliseconds on the trace's
 * axis. Read backwards from the end, each span waits for the child that ended last, that child having begun after the
 * last one that ended before it, and so on: a child that was still running when the next one on the path began did not
 * hold it up and is not on the path (the rule of Jaeger's critical path). Empty when the root has no time.
 */
export const criticalPath = (tree: TraceTree): readonly CriticalSegment[] =>
  tile(tree.root, "finished")
