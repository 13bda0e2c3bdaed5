/** Lost parallelism: independent calls that ran one after another. */

import { roundMs } from "../exact-sum.ts"
import { groupBy } from "../group-by.ts"
import { sentence } from "../sentence.ts"
import type { TraceNode } from "../trace-tree.ts"
import {
  busyMs,
  type Detector,
  evidenceOf,
  isTotal,
  siteOf,
  sumMs,
  textAt,
  type TimedSpan,
  type Unit
} from "./sighting.ts"

/** Less is not worth the change. */
const MIN_SAVING_MS = 5
const MIN_SHARE = 0.02
/** Overlap that comes from the clocks, and a gap in which nothing can have been decided. */
const CLOCK_MS = 0.1
const MAX_GAP_MS = 1
/** Databases that run in the process of who asks: their work is the asker's own, and asking at once makes it no shorter. */
const EMBEDDED: ReadonlySet<string> = new Set(["sqlite", "duckdb"])

/**
 * Calls under one parent that did not overlap. Tools of one iteration are independent for certain: the model asked for
 * them in one answer. Retrievals of different names that follow each other within a millisecond most likely are. They must
 * be worth it also without what they spent in a database of the process itself.
 */
export const serialTools: Detector = (unit) => {
  const tools = unit.of("tool_execution").filter(isTotal)
  const asked = [...groupBy(tools, ({ node }) => node.parent)].flatMap(([parent, calls]) =>
    parent?.record?.metric === "iteration" ? chainsOf(calls, Infinity) : []
  )
  const retrievals = unit.of("rag_query").filter(isTotal)
  const searched = [...groupBy(retrievals, ({ node }) => node.parent).values()]
    .flatMap((calls) => chainsOf(calls, MAX_GAP_MS))
    .filter((chain) => new Set(chain.map(({ record }) => record.name)).size === chain.length)
  return [...asked, ...searched].flatMap((chain) => {
    const [first] = chain
    const savingMs = savingOf(chain.map(({ durationMs }) => durationMs))
    const leastMs = Math.max(MIN_SAVING_MS, unit.durationMs * MIN_SHARE)
    if (first === undefined || savingMs < leastMs) return []
    if (savingOf(waitsOf(chain, unit)) < leastMs) return []
    const caller = first.node.parent?.record ?? first.record
    return {
      code: "serial-tools" as const,
      site: siteOf(caller),
      told: sentence(
        "{0} independent calls in {1} ran one after another, {2} in all",
        chain.length,
        caller.name,
        { ms: sumMs(chain) }
      ),
      evidence: evidenceOf(chain, ({ record, durationMs }) =>
        sentence("{0}, {1}", record.name, { ms: durationMs })
      ),
      savingMs
    }
  })
}

/** If all had run at once: their sum, less the longest. */
const savingOf = (durationsMs: readonly number[]): number =>
  roundMs(
    durationsMs.reduce((sum, ms) => sum + ms, 0) -
      durationsMs.reduce((longest, ms) => Math.max(longest, ms), 0)
  )

/** The time of each call, less that of the queries of embedded databases below it. */
const waitsOf = (chain: readonly TimedSpan[], unit: Unit): readonly number[] => {
  const calls = new Set(chain.map(({ node }) => node))
  const queries = unit
    .of("db_query")
    .filter(({ record }) => EMBEDDED.has(textAt(record, "db.system.name") ?? ""))
  const byCall = groupBy(queries, ({ node }) => {
    let at: TraceNode | undefined = node
    while (at !== undefined && !calls.has(at)) at = at.parent
    return at
  })
  return chain.map(({ node, durationMs }) => durationMs - busyMs(byCall.get(node) ?? []))
}

/** Runs of at least two calls, each begun after the one before it had ended and at most `maxGapMs` later. */
const chainsOf = (
  calls: readonly TimedSpan[],
  maxGapMs: number
): readonly (readonly TimedSpan[])[] => {
  const chains: TimedSpan[][] = []
  let reachedMs = -Infinity
  for (const call of calls) {
    const chain = chains.at(-1)
    const gapMs = call.startMs - reachedMs
    if (chain !== undefined && gapMs >= -CLOCK_MS && gapMs <= maxGapMs) chain.push(call)
    else chains.push([call])
    reachedMs = Math.max(reachedMs, call.endMs)
  }
  return chains.filter((chain) => chain.length > 1)
}
