/** What one trace adds to the totals; kept, so that it can be taken back when a late span changes the trace. */

import type { LapRecord } from "../record/record.ts"
import { addMs, addSum, emptySum, roundMs, type ExactSum } from "./exact-sum.ts"
import { failuresOf, type ErrorClass } from "./failure.ts"
import { clip, unionMs, type Interval } from "./interval.ts"
import type { ErrorCounts } from "./model.ts"
import { selfTimeMs } from "./self-time.ts"
import type { SiteTally } from "./site.ts"
import type { TraceNode, TraceTree } from "./trace-tree.ts"
import { isTurn, turnFacts, type TurnFacts } from "./turn.ts"

export interface Contribution {
  readonly sites: ReadonlyMap<SiteTally, SiteTime>
  readonly turns: readonly TurnFacts[]
  /** Time of the turns that have a place on the time axis: what shares are shares of. */
  readonly turnTime: ExactSum
  readonly failures: readonly ErrorClass[]
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
}

export const emptyTotals = (): TraceTotals => ({
  turnTime: emptySum(),
  errors: { timeout: 0, database: 0, tool: 0, model: 0, other: 0 }
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

  for (const node of tree.nodes) {
    const selfMs = selfTimeMs(node)
    const site = node.record && selfMs !== null ? siteOf(node.record) : undefined
    if (site !== undefined && selfMs !== null) addMs(timeOf(site).self, selfMs)
  }
  for (const [turn, within] of turnsOf(tree)) {
    const durationMs = turn.record?.durationMs
    if (turn.record === undefined || durationMs === undefined || durationMs === null) continue
    turns.push(turnFacts(turn.record, durationMs, within.slice(1)))
    if (turn.interval === undefined) continue
    addMs(turnTime, durationMs)
    for (const [site, { spans, intervals }] of runningIn(turn.interval, within, siteOf)) {
      const time = timeOf(site)
      addMs(time.inTurns, roundMs(unionMs(intervals)))
      time.spansInTurns += spans
    }
  }
  return { sites, turns, turnTime, failures: failuresOf(tree) }
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
}

/** The outermost turns, each with the nodes from it downwards: a stretch of the preorder. */
const turnsOf = function* (tree: TraceTree): Generator<readonly [TraceNode, readonly TraceNode[]]> {
  for (let start = 0; start < tree.nodes.length; start++) {
    const turn = tree.nodes[start]
    if (turn?.record === undefined || !isTurn(turn.record)) continue
    let end = start + 1
    while (end < tree.nodes.length && (tree.nodes[end]?.depth ?? 0) > turn.depth) end++
    yield [turn, tree.nodes.slice(start, end)]
    start = end - 1
  }
}

interface Running {
  spans: number
  readonly intervals: Interval[]
}

const runningIn = (
  turn: Interval,
  nodes: readonly TraceNode[],
  siteOf: (record: LapRecord) => SiteTally | undefined
): ReadonlyMap<SiteTally, Running> => {
  const bySite = new Map<SiteTally, Running>()
  for (const { record, interval } of nodes) {
    // Only a timed span has a site: asking for another's would make one.
    const site = record?.durationMs == null ? undefined : siteOf(record)
    if (site === undefined) continue
    const running = bySite.get(site) ?? { spans: 0, intervals: [] }
    bySite.set(site, running)
    running.spans += 1
    const inside = interval && clip(interval, turn)
    if (inside !== undefined) running.intervals.push(inside)
  }
  return bySite
}
