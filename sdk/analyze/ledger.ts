/** The turn ledger: every microsecond of a turn has one owner. */

import type { Ledger } from "./model.ts"
import { tile } from "./tile.ts"
import type { TraceNode, TraceTree } from "./trace-tree.ts"
import { turnsOf } from "./turn.ts"

/** In the order they are shown. */
export const OWNERS = ["model", "tools", "database", "rag", "own", "unattributed"] as const

export type Owner = (typeof OWNERS)[number]

export interface LedgerEntry {
  readonly owner: Owner
  readonly micros: number
  /** 0 to 1; the shares of a ledger add up to 1, all are 0 where the turn took no time. */
  readonly share: number
}

export interface TurnLedger {
  readonly turn: TraceNode
  /** The turn's duration in whole microseconds: exactly the sum of the entries. */
  readonly durationMicros: number
  /** All owners, in the order of `OWNERS`. */
  readonly entries: readonly LedgerEntry[]
}

/**
 * One ledger for each outermost turn that has a time. An instant belongs to the innermost span that was running; where
 * spans of one parent ran at once, to the one that ended last, for that is what the parent waited for. What a span is
 * owned by: `db_*` by the database, `rag_query` by RAG, `llm_call` by the model, `tool_execution` by the tools; any
 * other span by what owns its parent, down from the turn by the program's own code. Time of the turn outside of all
 * its children is unattributed.
 */
export const ledgersOf = (tree: TraceTree): readonly TurnLedger[] =>
  [...turnsOf(tree)].flatMap(({ start }) => {
    const turn = tree.nodes[start]
    return turn?.interval === undefined ? [] : [turnLedger(turn)]
  })

/** The ledger of one span, as if it was a turn (see `ledgersOf`); all owners at zero when it has no time. */
export const turnLedger = (turn: TraceNode): TurnLedger => {
  const micros = new Map<Owner, number>()
  const ownerOf = createOwners(turn)
  const { startMs, endMs } = turn.interval ?? { startMs: 0, endMs: 0 }
  const durationMicros = Math.round((turn.record?.durationMs ?? endMs - startMs) * 1000)
  // Borders are rounded, not lengths: the sum of the pieces then is the whole.
  const border = (ms: number) =>
    ms === endMs ? durationMicros : Math.min(durationMicros, Math.round((ms - startMs) * 1000))
  for (const piece of tile(turn, "running")) {
    const owner = ownerOf(piece.span)
    const own = border(piece.endMs) - border(piece.startMs)
    micros.set(owner, (micros.get(owner) ?? 0) + own)
  }
  return { turn, durationMicros, entries: entriesOf(micros, durationMicros) }
}

/** Ledgers added up; whole microseconds, so that the order does not matter. */
export interface LedgerTotals {
  turns: number
  durationMicros: number
  readonly micros: Map<Owner, number>
}

export const emptyLedger = (): LedgerTotals => ({ turns: 0, durationMicros: 0, micros: new Map() })

export const ledgerTotalsOf = (tree: TraceTree): LedgerTotals => {
  const totals = emptyLedger()
  for (const { durationMicros, entries } of ledgersOf(tree)) {
    const micros = new Map(entries.map((entry) => [entry.owner, entry.micros]))
    addLedger(totals, { turns: 1, durationMicros, micros }, 1)
  }
  return totals
}

/** Adds the other totals, or takes them back. */
export const addLedger = (totals: LedgerTotals, other: LedgerTotals, sign: 1 | -1): void => {
  totals.turns += sign * other.turns
  totals.durationMicros += sign * other.durationMicros
  for (const [owner, micros] of other.micros) {
    totals.micros.set(owner, (totals.micros.get(owner) ?? 0) + sign * micros)
  }
}

export const summarizeLedger = ({ turns, durationMicros, micros }: LedgerTotals): Ledger => ({
  turns,
  totalMs: durationMicros / 1000,
  owners: entriesOf(micros, durationMicros).map(({ owner, micros, share }) => ({
    owner,
    totalMs: micros / 1000,
    share
  }))
})

const entriesOf = (
  micros: ReadonlyMap<Owner, number>,
  totalMicros: number
): readonly LedgerEntry[] =>
  OWNERS.map((owner) => {
    const own = micros.get(owner) ?? 0
    return { owner, micros: own, share: totalMicros > 0 ? own / totalMicros : 0 }
  })

const createOwners = (turn: TraceNode): ((span: TraceNode) => Owner) => {
  const known = new Map<TraceNode, Owner>([[turn, "own"]])
  return (span) => {
    if (span === turn) return "unattributed"
    const path: TraceNode[] = []
    let node = span
    let owner = known.get(node) ?? specificOwner(node)
    while (owner === undefined && node.parent !== undefined) {
      path.push(node)
      node = node.parent
      owner = known.get(node) ?? specificOwner(node)
    }
    for (const each of path) known.set(each, owner ?? "own")
    return owner ?? "own"
  }
}

const specificOwner = ({ record }: TraceNode): Owner | undefined => {
  const metric = record?.metric ?? ""
  return metric.startsWith("db_") ? "database" : METRIC_OWNERS.get(metric)
}

const METRIC_OWNERS: ReadonlyMap<string, Owner> = new Map([
  ["llm_call", "model"],
  ["tool_execution", "tools"],
  ["rag_query", "rag"]
])
