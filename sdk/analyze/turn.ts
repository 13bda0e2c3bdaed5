/** Turns: one user message to its answer, with the iterations and tools it took. */

import type { LapRecord } from "../record/record.ts"
import { unionMs } from "./interval.ts"
import { roundMs } from "./exact-sum.ts"
import { isFailure } from "./failure.ts"
import { createHistogram, record } from "./histogram.ts"
import type { Chain, FindingSite, Turns } from "./model.ts"
import { summarize } from "./statistics.ts"
import type { TraceNode, TraceTree } from "./trace-tree.ts"

/** What the summary needs of one turn. */
export interface TurnFacts {
  readonly runId: string | undefined
  readonly sessionId: string | undefined
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly site: FindingSite
  readonly endMicros: number | null
  readonly durationMs: number
  readonly failed: boolean
  /** Null when neither the turn's attributes nor spans below it tell. */
  readonly iterations: number | null
  /** In the order they started; null when unknown. */
  readonly tools: readonly string[] | null
}

export const isTurn = (record: LapRecord): boolean =>
  record.metric === "turn" && record.step === "total"

/** Where in the preorder of a tree a turn and what is below it stand; `end` is the place after the last. */
export interface TurnRange {
  readonly start: number
  readonly end: number
}

/** The outermost turns of a tree. */
export const turnsOf = function* ({ nodes }: TraceTree): Generator<TurnRange> {
  for (let start = 0; start < nodes.length; start++) {
    const turn = nodes[start]
    if (turn?.record === undefined || !isTurn(turn.record)) continue
    let end = start + 1
    while (end < nodes.length && (nodes[end]?.depth ?? 0) > turn.depth) end++
    yield { start, end }
    start = end - 1
  }
}

/** A turn's facts, from its own attributes where they are, else from the spans below it (none when it stands alone). */
export const turnFacts = (
  turn: LapRecord,
  durationMs: number,
  below: readonly TraceNode[]
): TurnFacts => {
  const totals = below.flatMap(({ record }) => (record?.step === "total" ? [record] : []))
  const iterations = totals.filter(({ metric }) => metric === "iteration").length
  const tools = totals.filter(({ metric }) => metric === "tool_execution").map(toolOf)
  const { runId, sessionId, traceId, spanId, code, name } = turn
  return {
    runId,
    sessionId,
    traceId,
    spanId,
    site: { ...code, name },
    endMicros: turn.endMicros,
    durationMs,
    failed: isFailure(turn),
    iterations:
      count(turn.attributes["lapline.iterations"]) ?? (iterations === 0 ? null : iterations),
    tools: names(turn.attributes["lapline.tools"]) ?? (below.length === 0 ? null : tools)
  }
}

export const toolOf = (record: LapRecord): string => {
  if (record.toolName !== undefined) return record.toolName
  const attribute = record.attributes["gen_ai.tool.name"]
  return typeof attribute === "string" ? attribute : record.name
}

/**
 * `perSecond` is turns over the time in which at least one was running: idle time between runs does not lower it, and
 * turns that overlap raise it.
 */
export const summarizeTurns = (turns: readonly TurnFacts[]): Turns => {
  const histogram = createHistogram()
  for (const turn of turns) record(histogram, turn.durationMs)
  const errors = turns.filter(({ failed }) => failed).length
  return {
    ...summarize(histogram, errors),
    perSecond: throughput(turns),
    iterationsMean: mean(turns.map(({ iterations }) => iterations)),
    toolsMean: mean(turns.map(({ tools }) => tools?.length ?? null))
  }
}

const MAX_CHAINS = 500
const OVERFLOW = "__overflow__"

/** Each order in which turns used tools, most frequent first; beyond 500 of them the rarest become one. */
export const chainsOf = (turns: readonly TurnFacts[]): readonly Chain[] => {
  const chains = new Map<string, { readonly tools: readonly string[]; count: number }>()
  for (const { tools } of turns) {
    if (tools === null) continue
    const key = JSON.stringify(tools)
    const chain = chains.get(key)
    if (chain === undefined) chains.set(key, { tools, count: 1 })
    else chain.count += 1
  }
  const sorted = [...chains]
    .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
    .map(([, chain]) => chain)
  if (sorted.length <= MAX_CHAINS) return sorted
  const rest = sorted.slice(MAX_CHAINS - 1)
  const others = rest.reduce((sum, { count }) => sum + count, 0)
  return [...sorted.slice(0, MAX_CHAINS - 1), { tools: [OVERFLOW], count: others }]
}

const throughput = (turns: readonly TurnFacts[]): number | null => {
  const intervals = turns.flatMap(({ endMicros, durationMs }) =>
    endMicros === null ? [] : [{ startMs: endMicros / 1000 - durationMs, endMs: endMicros / 1000 }]
  )
  const busyMs = roundMs(unionMs(intervals))
  return busyMs > 0 ? (intervals.length * 1000) / busyMs : null
}

const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

const count = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined

const names = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((name) => typeof name === "string") ? value : undefined
