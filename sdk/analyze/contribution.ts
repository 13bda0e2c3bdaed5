/** What one trace adds to the totals: added when it is worked off, taken back when a late span changes it. */

import type { LapRecord } from "../record/record.ts"
import { addMs, emptySum, roundMs, type ExactSum } from "./exact-sum.ts"
import { addLedger, emptyLedger, ledgerTotalsOf, type LedgerTotals } from "./ledger.ts"
import { failuresOf } from "./failure.ts"
import { clip, unionMs, type Interval } from "./interval.ts"
import { sightingsOf } from "./findings/registry.ts"
import type { Sighting } from "./findings/sighting.ts"
import type { ErrorCounts } from "./model.ts"
import { selfTimeMs } from "./self-time.ts"
import type { SiteTally } from "./site.ts"
import type { TraceTree } from "./trace-tree.ts"
import { turnFacts, turnsOf, type TurnFacts, type TurnRange } from "./turn.ts"

/** What of a trace cannot be taken back out of a sum, so that it is kept beside the trace while that may change. */
export interface TraceFacts {
  readonly turns: readonly TurnFacts[]
  /** Of each turn; see `sightingsOf`. */
  readonly sightings: readonly (readonly Sighting[])[]
}

/** The totals that traces add to, beside those of the sites. */
export interface TraceTotals {
  /** Time of the turns that have a place on the time axis: what shares are shares of. */
  readonly turnTime: ExactSum
  readonly errors: { -readonly [Class in keyof ErrorCounts]: number }
  readonly ledger: LedgerTotals
}

export const emptyTotals = (): TraceTotals => ({
  turnTime: emptySum(),
  errors: { timeout: 0, database: 0, tool: 0, model: 0, other: 0 },
  ledger: emptyLedger()
})

/** A turn inside a turn (an agent that calls an agent) is part of the outer one and no turn of its own. */
export const factsOf = (tree: TraceTree): TraceFacts => ({
  turns: [...turnsOf(tree)].flatMap(({ start, end }) => {
    const record = tree.nodes[start]?.record
    const durationMs = record?.durationMs ?? null
    if (record === undefined || durationMs === null) return []
    return turnFacts(record, durationMs, tree.nodes.slice(start + 1, end))
  }),
  sightings: sightingsOf(tree)
})

/**
 * Adds a trace to the totals and to its sites, or takes it back: exactly, for all that is added is computed from the tree
 * and rounded before it is added.
 */
export const addTrace = (
  totals: TraceTotals,
  tree: TraceTree,
  siteOf: (record: LapRecord) => SiteTally | undefined,
  sign: 1 | -1
): void => {
  // Only a timed span has a site: asking for another's would make one.
  const siteAt = tree.nodes.map(({ record }) =>
    record === undefined || record.durationMs === null ? undefined : siteOf(record)
  )
  for (let index = 0; index < siteAt.length; index++) {
    const [site, node] = [siteAt[index], tree.nodes[index]]
    if (site === undefined || node === undefined) continue
    addMs(site.self, selfTimeMs(node) ?? 0, sign)
    site.snapshot = undefined
  }
  for (const turn of turnsOf(tree)) {
    const { record, interval } = tree.nodes[turn.start] ?? {}
    const durationMs = record?.durationMs ?? null
    if (durationMs === null || interval === undefined) continue
    addMs(totals.turnTime, durationMs, sign)
    for (const [site, { spans, inside }] of runningIn(tree, turn, interval, siteAt)) {
      site.spansInTurns += sign * spans
      addMs(site.inTurns, roundMs(unionMs(inside)), sign)
    }
  }
  for (const failure of failuresOf(tree)) totals.errors[failure] += sign
  addLedger(totals.ledger, ledgerTotalsOf(tree), sign)
}

interface Running {
  spans: number
  /** When the site was running, within the turn. */
  readonly inside: Interval[]
}

const runningIn = (
  { nodes }: TraceTree,
  { start, end }: TurnRange,
  bounds: Interval,
  siteAt: readonly (SiteTally | undefined)[]
): ReadonlyMap<SiteTally, Running> => {
  const running = new Map<SiteTally, Running>()
  for (let index = start; index < end; index++) {
    const site = siteAt[index]
    if (site === undefined) continue
    const known = running.get(site) ?? { spans: 0, inside: [] }
    if (known.spans === 0) running.set(site, known)
    known.spans += 1
    const own = nodes[index]?.interval
    const inside = own && clip(own, bounds)
    if (inside !== undefined) known.inside.push(inside)
  }
  return running
}
