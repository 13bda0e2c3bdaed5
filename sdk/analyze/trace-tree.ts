/** The records of one trace as a tree, whatever is missing from them, repeated or tied into a knot. */

import type { LapRecord } from "../record/record.ts"
import type { Interval } from "./interval.ts"

/**
 * What was odd about a span: its parent is not in the log (or not yet), its parent chain led back to itself and was cut
 * here, or another span with other content carries its id.
 */
export type Mark = "missing parent" | "cycle cut" | "duplicate id"

export interface TraceNode {
  /** Undefined for the synthetic root. */
  readonly record: LapRecord | undefined
  readonly parent: TraceNode | undefined
  /** In the order they started. */
  readonly children: readonly TraceNode[]
  readonly depth: number
  /** Milliseconds after the trace's origin; undefined when timestamp or duration is unusable. */
  readonly interval: Interval | undefined
  readonly marks: readonly Mark[]
}

export interface TraceTree {
  readonly traceId: string | undefined
  readonly root: TraceNode
  /** Every node, parents before children, siblings in the order they started; the root is first. */
  readonly nodes: readonly TraceNode[]
  /** The instant all intervals count from, microseconds since the epoch; null when no span has a time. */
  readonly originMicros: number | null
}

/**
 * Builds the tree without recursion, so that depth costs no stack, and from the set of the records alone: their order
 * does not matter. Anything but exactly one true root gets a synthetic root, which spans its children.
 */
export const buildTrace = (records: readonly LapRecord[]): TraceTree => {
  const originMicros = originOf(records)
  const drafts = records.map((record) => draft(record, originMicros)).sort(compareDrafts)
  link(drafts)
  cutCycles(drafts)
  const tops: Draft[] = []
  for (const node of drafts) {
    if (node.parent === undefined) tops.push(node)
    else if (node.parent.children === NONE) node.parent.children = [node]
    else node.parent.children.push(node)
  }
  const root = onlyTrueRoot(tops) ?? syntheticRoot(tops)
  return { traceId: records[0]?.traceId, root, nodes: preorder(root), originMicros }
}

interface Draft extends TraceNode {
  parent: Draft | undefined
  children: Draft[]
  depth: number
  marks: readonly Mark[]
  /** While cycles are looked for: on which way up it was met first, 0 on none. */
  path: number
}

/** Most spans have no children and no marks: they share this. */
const NONE: never[] = []

const draft = (record: LapRecord | undefined, originMicros: number | null): Draft => ({
  record,
  parent: undefined,
  children: NONE,
  depth: 0,
  interval: record && intervalOf(record, originMicros),
  marks: NONE,
  path: 0
})

const intervalOf = (record: LapRecord, originMicros: number | null): Interval | undefined => {
  if (originMicros === null || record.endMicros === null || record.durationMs === null) {
    return undefined
  }
  const endMs = (record.endMicros - originMicros) / 1000
  return { startMs: endMs - record.durationMs, endMs }
}

const originOf = (records: readonly LapRecord[]): number | null => {
  let origin = Infinity
  for (const { endMicros, durationMs } of records) {
    if (endMicros !== null && durationMs !== null) {
      origin = Math.min(origin, Math.floor(endMicros - durationMs * 1000))
    }
  }
  return origin === Infinity ? null : origin
}

/** Earliest first, longer first; what has no time last. Ties fall to the content, so the order is the same every time. */
const compareDrafts = (a: Draft, b: Draft): number =>
  (a.interval?.startMs ?? Infinity) - (b.interval?.startMs ?? Infinity) ||
  (b.interval?.endMs ?? 0) - (a.interval?.endMs ?? 0) ||
  compareText(a.record?.spanId ?? "", b.record?.spanId ?? "") ||
  compareText(JSON.stringify(a.record), JSON.stringify(b.record))

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const link = (drafts: readonly Draft[]): void => {
  const byId = new Map<string, Draft>()
  for (const node of drafts) {
    const id = node.record?.spanId
    if (id === undefined) continue
    if (byId.has(id)) node.marks = [...node.marks, "duplicate id"]
    else byId.set(id, node)
  }
  for (const node of drafts) {
    const parentId = node.record?.parentSpanId
    if (parentId === undefined) continue
    node.parent = byId.get(parentId)
    if (node.parent === undefined) node.marks = [...node.marks, "missing parent"]
  }
}

/** Every cycle loses the parent link of its first member in the order of time. */
const cutCycles = (drafts: readonly Draft[]): void => {
  let path = 0
  for (const start of drafts) {
    path += 1
    let node: Draft | undefined = start
    for (; node !== undefined && node.path === 0; node = node.parent) node.path = path
    if (node?.path === path) cut(node)
  }
}

const cut = (member: Draft): void => {
  let first = member
  for (let node = member.parent; node !== undefined && node !== member; node = node.parent) {
    if (compareDrafts(node, first) < 0) first = node
  }
  first.parent = undefined
  first.marks = [...first.marks, "cycle cut"]
}

const onlyTrueRoot = (tops: readonly Draft[]): Draft | undefined => {
  const [top] = tops
  return tops.length === 1 && top?.marks.includes("missing parent") === false ? top : undefined
}

const syntheticRoot = (tops: Draft[]): Draft => {
  const root = { ...draft(undefined, null), children: tops, interval: extent(tops) }
  for (const top of tops) top.parent = root
  return root
}

/** A span dated a day away from the longest one carries a wrong date: it must not stretch the axis over years. */
const FAR_MS = 86_400_000

const extent = (nodes: readonly Draft[]): Interval | undefined => {
  let longest: Interval | undefined
  for (const { interval } of nodes) {
    if (interval !== undefined && (longest === undefined || length(interval) > length(longest))) {
      longest = interval
    }
  }
  if (longest === undefined) return undefined
  let { startMs, endMs } = longest
  for (const { interval } of nodes) {
    if (interval === undefined || interval.endMs < longest.startMs - FAR_MS) continue
    if (interval.startMs > longest.endMs + FAR_MS) continue
    startMs = Math.min(startMs, interval.startMs)
    endMs = Math.max(endMs, interval.endMs)
  }
  return { startMs, endMs }
}

const length = ({ startMs, endMs }: Interval): number => endMs - startMs

const preorder = (root: Draft): readonly Draft[] => {
  const nodes: Draft[] = []
  const stack = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    node.depth = node.parent === undefined ? 0 : node.parent.depth + 1
    nodes.push(node)
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index]
      if (child !== undefined) stack.push(child)
    }
  }
  return nodes
}
