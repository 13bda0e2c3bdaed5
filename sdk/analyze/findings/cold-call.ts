/** Cold first calls: the first turn of a process pays for what was not ready yet. */

import { sentence } from "../sentence.ts"
import type { TraceNode, TraceTree } from "../trace-tree.ts"
import type { RunDetector, RunView } from "./run-view.ts"
import { siteOf } from "./sighting.ts"

const MIN_TURNS = 5
const MIN_FACTOR = 1.5
const MIN_EXCESS_MS = 50

/**
 * The first of at least five turns took half as long again as their median, and 50 ms more. The line is that
 * of the deepest span that holds at least half of the excess over what its line usually takes.
 */
export const coldCall: RunDetector = (view) => {
  const { firstTurn: first, run } = view
  const usualMs = run.turns?.p50Ms ?? null
  if (first === undefined || usualMs === null || (run.turns?.count ?? 0) < MIN_TURNS) {
    return undefined
  }
  const excessMs = first.durationMs - usualMs
  if (first.durationMs < usualMs * MIN_FACTOR || excessMs < MIN_EXCESS_MS) return []
  const tree = first.traceId === undefined ? undefined : view.trace(first.traceId)
  const path = tree === undefined ? [] : excessPath(tree, first.spanId, excessMs, view)
  const deepest = path.length > 1 ? path.at(-1) : undefined
  const figures = [{ ms: first.durationMs }, { ms: usualMs }] as const
  return [
    {
      code: "cold-call" as const,
      site: deepest === undefined ? first.site : siteOf(deepest),
      told:
        deepest === undefined
          ? sentence("The first turn of a process took {0}, the median one {1}", ...figures)
          : sentence(
              "The first turn of a process took {0}, the median one {1}; most of it in {2}",
              ...figures,
              deepest.name
            ),
      evidence: path.slice(-5).map((record) => ({
        told: sentence(
          "{0} took {1}, usually {2}",
          record.name,
          { ms: record.durationMs ?? 0 },
          { ms: view.usualMs(record) ?? 0 }
        ),
        site: siteOf(record),
        traceId: record.traceId,
        spanId: record.spanId
      })),
      savingMs: excessMs
    }
  ]
}

/** From the turn down, each time to the child with the greatest excess, while that is half of the turn's. */
const excessPath = (
  tree: TraceTree,
  turnId: string | undefined,
  excessMs: number,
  { usualMs }: RunView
) => {
  const excess = ({ record }: TraceNode): number =>
    record === undefined ? 0 : (record.durationMs ?? 0) - (usualMs(record) ?? 0)
  const path = []
  let node = tree.nodes.find(({ record }) => record?.spanId === turnId)
  while (node?.record !== undefined) {
    path.push(node.record)
    node = node.children
      .filter((child) => excess(child) >= excessMs / 2)
      .sort((a, b) => excess(b) - excess(a))[0]
  }
  return path
}
