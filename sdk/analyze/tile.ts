/** Cuts a span's time into stretches that each belong to one span: itself or one below it. */

import { clip, type Interval } from "./interval.ts"
import type { TraceNode } from "./trace-tree.ts"

/** Milliseconds on the trace's axis. */
export interface Tile extends Interval {
  readonly span: TraceNode
}

/**
 * Who gets a stretch when children overlap, seen from the start of the later-ending one: `finished` only a child that had
 * ended by then, `running` also one that was still running, up to that instant.
 */
export type TileRule = "finished" | "running"

/**
 * In the order of time, without gap or overlap, the whole of the span's interval; empty when it has none. A stretch goes
 * to the deepest span the rule allows; what no child gets stays with the parent. Without recursion.
 */
export const tile = (root: TraceNode, rule: TileRule): readonly Tile[] => {
  const tiles: Tile[] = []
  const open: Tile[] = []
  if (root.interval !== undefined) open.push({ span: root, ...root.interval })
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { span, startMs, endMs } = next
    // Most spans: nothing to cut, nothing to sort.
    if (span.children.length === 0) {
      if (startMs < endMs) tiles.push(next)
      continue
    }
    let reachedMs = endMs
    for (const child of childrenBackwards(next, rule)) {
      if (rule === "finished" && child.endMs > reachedMs + CLOCK_MS) continue
      const childEndMs = Math.min(child.endMs, reachedMs)
      if (child.startMs >= childEndMs) continue
      open.push({ span: child.span, startMs: child.startMs, endMs: childEndMs })
      if (childEndMs < reachedMs) tiles.push({ span, startMs: childEndMs, endMs: reachedMs })
      reachedMs = child.startMs
    }
    if (startMs < reachedMs) tiles.push({ span, startMs, endMs: reachedMs })
  }
  return tiles.sort((a, b) => a.startMs - b.startMs)
}

/** Children that overlap by no more ran one after the other: timestamps and durations come from two clocks. */
const CLOCK_MS = 0.1

/**
 * The children's parts inside the window, latest end first; of those that end together the longest. By `running` the one
 * that ended last also goes first of those that the window cuts off: a sibling of its parent may only have hidden its end.
 */
const childrenBackwards = (window: Tile, rule: TileRule): readonly Tile[] => {
  const parts: Tile[] = []
  for (const span of window.span.children) {
    const inside = span.interval && clip(span.interval, window)
    if (inside !== undefined) parts.push({ span, ...inside })
  }
  const endOf = ({ span, endMs }: Tile): number =>
    rule === "running" ? (span.interval?.endMs ?? endMs) : endMs
  return parts.sort((a, b) => endOf(b) - endOf(a) || a.startMs - b.startMs)
}
