/** What one trace adds to the totals; kept, so that it can be taken back when a late span changes the trace. */

import type { LapRecord } from "../record/record.ts"
import { addMs, addSum, emptySum, roundMs, type ExactSum } from "./exact-sum.ts"
import { addLedger, emptyLedger, ledgerTotalsOf, type LedgerTotals } from "./ledger.ts"
import { failuresOf, type ErrorClass } from "./failure.ts"
import { clip, unionMs, type Interval } from "./interval.ts"
import { sightingsOf } from "./findings/registry.ts"
import type { Sighting } from "./findings/sighting.ts"
import type { ErrorCounts } from "./model.ts"
import { selfTimeMs } from "./self-time.ts"
import type { SiteTally } from "./site.ts"
import type { TraceTree } from "./trace-tree.ts"
import { turnFacts, turnsOf, type TurnFacts, type TurnRange } from "./turn.ts"

export interface Contribution {
  readonly sites: ReadonlyMap<SiteTally, SiteTime>
  readonly turns: readonly TurnFacts[]
  /** Time of the turns that have a place on the time axis: what shares are shares of. */
  readonly turnTime: ExactSum
  readonly failures: readonly ErrorClass[]
  readonly ledger: LedgerTotals
  /** Of each turn; see `sightingsOf`. */
  readonly sightings: readonly (readonly Sighting[])[]
}

interface SiteTime {
  readonly self: ExactSum
  readonly inTurns: ExactSum
  spansInTurns: number
}

/** The totals that traces add to, beside those of the sites. */
export interface TraceTotals {
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
export const contributionOf = (
  tree: TraceTree,
  siteOf: (record: LapRecord) => SiteTally | undefined
): Contribution => {
  const sites = new Map<SiteTally, SiteTime>()
  const turns: TurnFacts[] = []
  const turnTime = emptySum()
  const timeOf = (site: SiteTally): SiteTime => {
    const known = sites.get(site)
    if (known !== undefined) return known
    const made = { self: emptySum(), inTurns: emptySum(), spansInTurns: 0 }
    sites.set(site, made)
    return made
  }

  // Only a timed span has a site: asking for another's would make one.
  const siteAt = tree.nodes.map(({ record }) =>
    record === undefined || record.durationMs === null ? undefined : siteOf(record)
  )
  for (let index = 0; index < siteAt.length; index++) {
    const [site, node] = [siteAt[index], tree.nodes[index]]
    if (site !== undefined && node !== undefined) addMs(timeOf(site).self, selfTimeMs(node) ?? 0)
  }
  for (const turn of turnsOf(tree)) {
    const { record, interval } = tree.nodes[turn.start] ?? {}
    const durationMs = record?.durationMs ?? null
    if (record === undefined || durationMs === null) continue
    turns.push(turnFacts(record, durationMs, tree.nodes.slice(turn.start + 1, turn.end)))
    if (interval === undefined) continue
    addMs(turnTime, durationMs)
    for (const [site, { spans, inside }] of runningIn(tree, turn, interval, siteAt)) {
      timeOf(site).spansInTurns += spans
      addMs(timeOf(site).inTurns, roundMs(unionMs(inside)))
    }
  }
  return {
    sites,
    turns,
    turnTime,
    failures: failuresOf(tree),
    ledger: ledgerTotalsOf(tree),
    sightings: sightingsOf(tree)
  }
}

/** Adds a contribution to the totals, or takes it back. */
export const apply = (totals: TraceTotals, contribution: Contribution, sign: 1 | -1): void => {
  for (const [site, time] of contribution.sites) {
    addSum(site.self, time.self, sign)
    addSum(site.inTurns, time.inTurns, sign)
    site.spansInTurns += sign * time.spansInTurns
    site.snapshot = undefined
  }
  addSum(totals.turnTime, contribution.turnTime, sign)
  for (const failure of contribution.failures) totals.errors[failure] += sign
  addLedger(totals.ledger, contribution.ledger, sign)
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
