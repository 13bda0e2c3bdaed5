/** A trace as the columns that the trace view draws. */
import { criticalPath } from "../../sdk/analyze/critical-path.ts"
import { formatLocation } from "../../sdk/analyze/format.ts"
import { ledgersOf, type LedgerEntry } from "../../sdk/analyze/ledger.ts"
import { printable } from "../../sdk/analyze/printable.ts"
import type { TraceTree } from "../../sdk/analyze/trace-tree.ts"
import { waterfallOf, type WaterfallRow } from "../../sdk/analyze/waterfall.ts"
import { FLAGS, type Share, type TraceColumns } from "../protocol/trace-columns.ts"

/** Longer texts are whole in the details of a span. */
const MOST_CHARACTERS = 200

export interface ColumnsOptions {
  readonly version: number
  readonly ownerLabel: (owner: LedgerEntry["owner"]) => string
}

/** The same figures as the waterfall of the command line; rows are the nodes of the tree in their order. */
export const columnsOf = (
  tree: TraceTree,
  { version, ownerLabel }: ColumnsOptions
): TraceColumns => {
  const { rows, traceId, sessionId, startMicros, durationMs } = waterfallOf(tree)
  const texts = createTexts()
  const path = criticalPath(tree)
  const rowOf = new Map(tree.nodes.map((node, row) => [node, row]))
  const pathSpan = Uint32Array.from(path, ({ span }) => rowOf.get(span) ?? 0)
  const flags = Uint8Array.from(rows, flagsOf)
  for (const row of pathSpan) flags[row] = (flags[row] ?? 0) | FLAGS.onPath
  // The path is on the tree's axis, the rows on the root's.
  const originMs = tree.root.interval?.startMs ?? 0
  const [ledger] = ledgersOf(tree)
  return {
    version,
    traceId: shown(traceId ?? ""),
    sessionId: sessionId === undefined ? null : shown(sessionId),
    startMicros,
    durationMs,
    name: Uint32Array.from(rows, ({ name }) => texts.add(name)),
    metric: Uint32Array.from(rows, ({ metric }) => texts.add(metric)),
    place: Uint32Array.from(rows, ({ file, line }) =>
      texts.add(file === undefined ? "" : formatLocation(file, line))
    ),
    depth: Uint32Array.from(rows, ({ depth }) => depth),
    parent: Int32Array.from(tree.nodes, ({ parent }) =>
      parent === undefined ? -1 : (rowOf.get(parent) ?? -1)
    ),
    startMs: Float64Array.from(rows, ({ offsetMs }) => offsetMs ?? Number.NaN),
    spanMs: Float64Array.from(rows, ({ durationMs }) => durationMs ?? Number.NaN),
    selfMs: Float64Array.from(rows, ({ selfMs }) => selfMs ?? Number.NaN),
    flags,
    pathSpan,
    pathStartMs: Float64Array.from(path, ({ startMs }) => startMs - originMs),
    pathEndMs: Float64Array.from(path, ({ endMs }) => endMs - originMs),
    ledger: (ledger?.entries ?? []).map(({ owner, micros, share }): Share => {
      return { owner, label: ownerLabel(owner), ms: micros / 1000, share }
    }),
    texts: texts.all
  }
}

const flagsOf = ({ status, marks, isSynthetic }: WaterfallRow): number =>
  (status === "error" || status === "timeout" ? FLAGS.failed : 0) |
  (status === "interrupted" ? FLAGS.interrupted : 0) |
  (marks.length > 0 ? FLAGS.odd : 0) |
  (isSynthetic ? FLAGS.synthetic : 0)

const shown = (text: string): string =>
  printable(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text)

/** Each text once: of 100,000 spans most share their names. */
const createTexts = () => {
  const all: string[] = []
  const places = new Map<string, number>()
  const add = (text: string): number => {
    const known = places.get(text)
    if (known !== undefined) return known
    places.set(text, all.length)
    return all.push(shown(text)) - 1
  }
  return { all, add }
}
