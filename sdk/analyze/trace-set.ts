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
import { createRecentKeys } from "./recent-keys.ts"
import { chooseGone, GRACE } from "./retention.ts"
import { createFirstTurns } from "./first-turns.ts"
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
  /** Spans that came after their trace was let go, as far back as that is known. */
  readonly lateSpans: () => number
  readonly trace: (traceId: string) => TraceTree | undefined
  /** The trace of the longest turn chosen; without turns, of the longest span chosen. */
  readonly slowest: () => TraceTree | undefined
}

export interface TraceSetOptions {
  readonly maxSpans: number
  readonly viewSpans: number
  readonly siteOf: (record: LapRecord) => SiteTally | undefined
  /** Traces without a span it chooses add nothing; the slowest trace is that of the slowest span it chooses. */
  readonly filter: (record: LapRecord) => boolean
  /** Traces that people may want to open, the most wanted first. */
  readonly wanted: () => Iterable<string>
}

interface Trace extends Growing {
  readonly records: LapRecord[]
  /** By span id: the only record with it, or the contents of several. */
  readonly byId: Map<string, LapRecord | Set<string>>
  /** What the trace adds to the totals as they stand; undefined until computed. */
  contribution: Contribution | undefined
  /** Whether other spans of it were let go. */
  readonly isPiece: boolean
  isEnded: boolean
  endMicros: number
  touchedAt: number
}

/**
 * Holds about `maxSpans` and `viewSpans` spans (see `chooseGone` for which). What is let go stays in the totals as it stood. A span that comes
 * later makes a trace of its own with others of its kind: counts and durations do not change by that, self time, failures and shares are those
 * of the pieces, and a repeated span counts again. No span is late that comes within `maxSpans / 8` others of the one before it in its trace.
 */
export const createTraceSet = ({
  maxSpans,
  viewSpans,
  siteOf,
  filter,
  wanted
}: TraceSetOptions): TraceSet => {
  /** Least recently touched first. */
  const traces = new Map<string, Trace>()
  const gone = createRecentKeys(KNOWN_GONE)
  const totals = emptyTotals()
  const settledTurns = emptyBook()
  const settledFindings = gatherNothing()
  const firstTurns = createFirstTurns()
  let turns: TurnBook | undefined
  let slowest: LapRecord | undefined
  let last: Trace | undefined
  /** Some are let go after every so many spans, so that choosing costs little a span. */
  const step = Math.ceil((maxSpans + viewSpans) * GRACE)
  let nextChoice = maxSpans / 2
  let added = 0
  let lateSpans = 0

  const update = (trace: Trace): void => {
    const { records, contribution: before } = trace
    // A trace without a chosen span adds nothing.
    const after = contributionOf(buildTrace(records.some(filter) ? records : []), siteOf)
    if (before !== undefined) apply(totals, before, -1)
    apply(totals, after, 1)
    trace.contribution = after
    for (const turn of after.turns) firstTurns.see(turn)
    if (after.turns.length > 0 || (before?.turns.length ?? 0) > 0) turns = undefined
  }

  const changed = createChangedTraces(update)

  const settle = (trace: Trace): void => {
    if (changed.drop(trace) || trace.contribution === undefined) update(trace)
    for (const turn of trace.contribution?.turns ?? []) enterTurn(settledTurns, turn)
    for (const each of sightingsIn(trace)) gather(settledFindings, each)
  }

  const mostWanted = function* (): Generator<string> {
    const key = slowest && traceKey(slowest)
    if (key !== undefined) yield key
    yield* firstTurns.traceIds()
    if (viewSpans > 0) yield* wanted()
  }

  const makeRoom = (): void => {
    if (added < nextChoice) return
    nextChoice = added + step
    const options = { now: added, room: maxSpans, viewRoom: viewSpans, wanted: mostWanted() }
    for (const key of chooseGone(traces, options)) {
      const trace = traces.get(key)
      if (trace === undefined) continue
      traces.delete(key)
      gone.add(key)
      settle(trace)
    }
    last = undefined
  }

  const touched = (key: string): Trace => {
    const known = traces.get(key)
    if (known !== undefined && known === last) return known
    const trace = known ?? newTrace([], gone.has(key))
    traces.delete(key)
    traces.set(key, trace)
    last = trace
    return trace
  }

  return {
    totals,
    add: (span) => {
      const key = traceKey(span)
      if (key === undefined) {
        settle(newTrace([span], false))
        return true
      }
      const trace = touched(key)
      if (isRepeated(trace, span)) return false
      added += 1
      trace.touchedAt = added
      trace.records.push(span)
      trace.isEnded ||= span.parentSpanId === undefined
      if (span.endMicros !== null && span.endMicros > trace.endMicros)
        trace.endMicros = span.endMicros
      changed.grew(trace)
      if (filter(span) && (slowest === undefined || isSlower(span, slowest))) slowest = span
      if (trace.isPiece) lateSpans += 1
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
      for (const trace of traces.values()) {
        for (const each of sightingsIn(trace)) gather(all, each)
      }
      return all
    },
    lateSpans: () => lateSpans,
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

/** Traces whose late spans are told for what they are: the last 25,000 that were let go, at most 8 MB. */
const KNOWN_GONE = 25_000

const newTrace = (records: LapRecord[], isPiece: boolean): Trace => ({
  records,
  byId: new Map(),
  counted: 0,
  contribution: undefined,
  isPiece,
  isEnded: false,
  endMicros: -Infinity,
  touchedAt: 0
})

/** A piece that has no turn is a part of one, not one more of what is examined. */
const sightingsIn = ({ isPiece, contribution }: Trace): Contribution["sightings"] =>
  contribution === undefined || (isPiece && contribution.turns.length === 0)
    ? []
    : contribution.sightings

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
