/** The traces whose spans are still held, and what all traces together add up to. */

import type { LapRecord } from "../record/record.ts"
import { createChangedTraces, type Growing } from "./changed-traces.ts"
import {
  apply,
  contributionOf,
  emptyTotals,
  type Contribution,
  type TraceTotals
} from "./contribution.ts"
import { gather, gatherAll, gatherNothing, type Gathered } from "./findings/gather.ts"
import { contentOf } from "./same-record.ts"
import type { SiteTally } from "./site.ts"
import { buildTrace, type TraceTree } from "./trace-tree.ts"
import { emptyBook, enterBook, enterTurn, type TurnBook } from "./turn-book.ts"
import { isTurn } from "./turn.ts"

export interface TraceSet {
  /** Whether the span is new; one with the trace, id and content of a span that is held is not taken. */
  readonly add: (span: LapRecord) => boolean
  /** Brings totals and turns up to date: the cost is that of the few traces that still wait (see `createChangedTraces`). */
  readonly refresh: () => void
  readonly totals: TraceTotals
  /** The same object until a turn changes. */
  readonly turns: () => TurnBook
  /** What the turns of all traces show, those let go too. */
  readonly findings: () => Gathered
  readonly trace: (traceId: string) => TraceTree | undefined
  /** The trace of the longest turn chosen; without turns, of the longest span chosen. */
  readonly slowest: () => TraceTree | undefined
}

export interface TraceSetOptions {
  readonly maxSpans: number
  readonly siteOf: (record: LapRecord) => SiteTally | undefined
  /** Traces without a span it chooses add nothing; the slowest trace is that of the slowest span it chooses. */
  readonly filter: (record: LapRecord) => boolean
}

interface Trace extends Growing {
  readonly records: LapRecord[]
  /** By span id: the only record with it, or the contents of several. */
  readonly byId: Map<string, LapRecord | Set<string>>
  /** What the trace adds to the totals as they stand; undefined until computed. */
  contribution: Contribution | undefined
}

/**
 * Holds at most `maxSpans` spans. Past that the traces that waited longest for a new span are let go, though never the
 * slowest: they stay in the totals, but a span that comes later stands alone and a repeated one counts again.
 */
export const createTraceSet = ({ maxSpans, siteOf, filter }: TraceSetOptions): TraceSet => {
  /** Least recently touched first. */
  const traces = new Map<string, Trace>()
  const totals = emptyTotals()
  const settledTurns = emptyBook()
  const settledFindings = gatherNothing()
  let turns: TurnBook | undefined
  let slowest: LapRecord | undefined
  let held = 0

  const update = (trace: Trace): void => {
    const before = trace.contribution
    const records = trace.records.some(filter) ? trace.records : []
    const after = contributionOf(buildTrace(records), siteOf)
    if (before !== undefined) apply(totals, before, -1)
    apply(totals, after, 1)
    trace.contribution = after
    if (after.turns.length > 0 || (before?.turns.length ?? 0) > 0) turns = undefined
  }

  const changed = createChangedTraces(update)

  const settle = (trace: Trace): void => {
    if (changed.drop(trace) || trace.contribution === undefined) update(trace)
    for (const turn of trace.contribution?.turns ?? []) enterTurn(settledTurns, turn)
    for (const each of trace.contribution?.sightings ?? []) gather(settledFindings, each)
  }

  const makeRoom = (): void => {
    if (held <= maxSpans) return
    const keep = slowest && traceKey(slowest)
    // Many at a time: a Map walks past all that was deleted from its front.
    const target = maxSpans - Math.floor(maxSpans / 16)
    for (const [key, trace] of traces) {
      if (held <= target) return
      if (key === keep && traces.size > 1) continue
      traces.delete(key)
      held -= trace.records.length
      settle(trace)
    }
  }

  return {
    totals,
    add: (span) => {
      const key = traceKey(span)
      if (key === undefined) {
        settle(newTrace([span]))
        return true
      }
      const trace = traces.get(key) ?? newTrace([])
      if (isRepeated(trace, span)) return false
      trace.records.push(span)
      traces.delete(key)
      traces.set(key, trace)
      changed.grew(trace)
      if (filter(span) && (slowest === undefined || isSlower(span, slowest))) slowest = span
      held += 1
      makeRoom()
      return true
    },
    refresh: changed.workOff,
    turns: () => {
      if (turns !== undefined) return turns
      turns = emptyBook()
      enterBook(turns, settledTurns)
      for (const { contribution } of traces.values()) {
        for (const turn of contribution?.turns ?? []) enterTurn(turns, turn)
      }
      return turns
    },
    findings: () => {
      const all = gatherNothing()
      gatherAll(all, settledFindings)
      for (const { contribution } of traces.values()) {
        for (const each of contribution?.sightings ?? []) gather(all, each)
      }
      return all
    },
    trace: (traceId) => {
      const trace = traces.get(traceId)
      return trace && buildTrace(trace.records)
    },
    slowest: () => {
      const trace = slowest && traces.get(traceKey(slowest) ?? "")
      return trace && buildTrace(trace.records)
    }
  }
}

const newTrace = (records: LapRecord[]): Trace => ({
  records,
  byId: new Map(),
  counted: 0,
  contribution: undefined
})

/** Spans without a trace id are linked by span ids within their run; without any id a span stands alone. */
const traceKey = ({ traceId, spanId, parentSpanId, runId }: LapRecord): string | undefined => {
  if (traceId !== undefined) return traceId
  return spanId === undefined && parentSpanId === undefined ? undefined : `run ${runId ?? ""}`
}

/** Looks the span up by id and content, and remembers it. */
const isRepeated = ({ byId }: Trace, span: LapRecord): boolean => {
  if (span.spanId === undefined) return false
  const known = byId.get(span.spanId)
  if (known === undefined) {
    byId.set(span.spanId, span)
    return false
  }
  const contents = known instanceof Set ? known : new Set([contentOf(known)])
  const content = contentOf(span)
  if (contents.has(content)) return true
  byId.set(span.spanId, contents.add(content))
  return false
}

/** A turn before anything else, then the longer; a tie goes to the smaller trace id, so that order of arrival does not matter. */
const isSlower = (a: LapRecord, b: LapRecord): boolean => {
  if (isTurn(a) !== isTurn(b)) return isTurn(a)
  const difference = (a.durationMs ?? 0) - (b.durationMs ?? 0)
  return difference > 0 || (difference === 0 && (a.traceId ?? "") < (b.traceId ?? ""))
}
