/** The flame graph of a trace: spans of one name under one parent merged, as wide as the time spent in them. */
import { FLAGS, type TraceColumns } from "../../protocol/trace-columns.ts"
import type { Range } from "./range.ts"

/** Frames level by level, each level from left to right. */
export interface Flame {
  /** Time that belongs to the frame and to what is on it: where it begins and ends, in milliseconds of self time. */
  readonly from: Float64Array
  readonly to: Float64Array
  readonly selfMs: Float64Array
  readonly spans: Uint32Array
  readonly failed: Uint32Array
  /** The span of the frame that took longest: what is shown when the frame is chosen. */
  readonly slowest: Uint32Array
  /** -1 for the root. */
  readonly parent: Int32Array
  /** The first frame of each level, and the number of frames as the last entry. */
  readonly levels: Uint32Array
  /** The frame of each span. */
  readonly frameOf: Uint32Array
}

/**
 * A frame's width is its own time and that of all frames on it: work that ran at once adds up, and the root is as wide
 * as all self times together. Frames of one parent are ordered by width. Linear in the number of spans, but for sorting.
 */
export const flameOf = (trace: TraceColumns): Flame => {
  const drafts: Draft[] = []
  const draftOf = new Uint32Array(trace.depth.length)
  const known = new Map<string, number>()
  for (let span = 0; span < trace.depth.length; span++) {
    const above = trace.parent[span] ?? -1
    const parent = above < 0 ? -1 : (draftOf[above] ?? 0)
    const key = `${parent} ${trace.name[span]} ${trace.metric[span]}`
    let at = known.get(key)
    if (at === undefined) {
      at = drafts.length
      known.set(key, at)
      drafts.push({ parent, slowest: span, spans: 0, failed: 0, selfMs: 0, wholeMs: 0, on: [] })
      drafts[parent]?.on.push(at)
    }
    draftOf[span] = at
    const draft = drafts[at]
    if (draft !== undefined) join(draft, span, trace)
  }
  // Preorder: what is on a frame comes after it, so going back sums up from the top.
  for (const draft of drafts.toReversed()) {
    draft.wholeMs += draft.selfMs
    const below = drafts[draft.parent]
    if (below !== undefined) below.wholeMs += draft.wholeMs
  }
  return place(drafts, draftOf)
}

interface Draft {
  readonly parent: number
  readonly on: number[]
  slowest: number
  spans: number
  failed: number
  selfMs: number
  wholeMs: number
}

const join = (draft: Draft, span: number, trace: TraceColumns): void => {
  const selfMs = trace.selfMs[span] ?? Number.NaN
  draft.spans += 1
  if (selfMs > 0) draft.selfMs += selfMs
  if (((trace.flags[span] ?? 0) & FLAGS.failed) !== 0) draft.failed += 1
  if ((trace.spanMs[span] ?? 0) > (trace.spanMs[draft.slowest] ?? 0)) draft.slowest = span
}

const place = (drafts: readonly Draft[], draftOf: Uint32Array): Flame => {
  const count = drafts.length
  const from = new Float64Array(count)
  const to = new Float64Array(count)
  const selfMs = new Float64Array(count)
  const spans = new Uint32Array(count)
  const failed = new Uint32Array(count)
  const slowest = new Uint32Array(count)
  const parent = new Int32Array(count)
  const frameOfDraft = new Uint32Array(count)
  const levels: number[] = []
  let frames = 0
  let level: readonly Seat[] = count === 0 ? [] : [{ draft: 0, from: 0, parent: -1 }]
  while (level.length > 0) {
    levels.push(frames)
    const next: Seat[] = []
    for (const seat of level) {
      const draft = drafts[seat.draft]
      if (draft === undefined) continue
      from[frames] = seat.from
      to[frames] = seat.from + draft.wholeMs
      selfMs[frames] = draft.selfMs
      spans[frames] = draft.spans
      failed[frames] = draft.failed
      slowest[frames] = draft.slowest
      parent[frames] = seat.parent
      frameOfDraft[seat.draft] = frames
      let at = seat.from
      const widthOf = (index: number) => drafts[index]?.wholeMs ?? 0
      for (const on of draft.on.toSorted((a, b) => widthOf(b) - widthOf(a) || a - b)) {
        next.push({ draft: on, from: at, parent: frames })
        at += widthOf(on)
      }
      frames += 1
    }
    level = next
  }
  const frameOf = draftOf.map((draft) => frameOfDraft[draft] ?? 0)
  const all = { from, to, selfMs, spans, failed, slowest, parent, frameOf }
  return { ...all, levels: Uint32Array.from([...levels, frames]) }
}

interface Seat {
  readonly draft: number
  readonly from: number
  readonly parent: number
}

export const levelCount = ({ levels }: Flame): number => levels.length - 1

/** The width of the whole graph: all self times together. */
export const ownTimeMs = ({ selfMs }: TraceColumns): number => {
  let sum = 0
  for (const ms of selfMs) if (ms > 0) sum += ms
  return sum
}

/** Calls `draw` for each frame of the level that is in view and at least `leastMs` wide, from left to right. */
export const framesInView = (
  flame: Flame,
  level: number,
  range: Range,
  leastMs: number,
  draw: (frame: number) => void
): void => {
  const end = flame.levels[level + 1] ?? 0
  let frame = firstEndingAfter(flame, level, range.from)
  while (frame < end && (flame.from[frame] ?? 0) < range.to) {
    const right = flame.to[frame] ?? 0
    if (right - (flame.from[frame] ?? 0) >= leastMs) draw(frame)
    frame += 1
  }
}

/** The frame at a point of a level; undefined between frames. */
export const frameAt = (flame: Flame, level: number, at: number): number | undefined => {
  if (level < 0 || level >= levelCount(flame)) return undefined
  const frame = firstEndingAfter(flame, level, at)
  const isInside = frame < (flame.levels[level + 1] ?? 0) && (flame.from[frame] ?? 0) <= at
  return isInside ? frame : undefined
}

export const levelOf = ({ levels }: Flame, frame: number): number => {
  let level = 0
  while (level + 1 < levels.length && (levels[level + 1] ?? 0) <= frame) level += 1
  return level
}

/** Binary search: the first frame of the level whose end is beyond `at`. */
const firstEndingAfter = ({ levels, to }: Flame, level: number, at: number): number => {
  let low = levels[level] ?? 0
  let high = levels[level + 1] ?? low
  while (low < high) {
    const middle = (low + high) >> 1
    if ((to[middle] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}
