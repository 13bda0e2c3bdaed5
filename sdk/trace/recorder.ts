/** One run's recorder: gives spans their identity, keeps the open ones in a list, writes those that end. */

import type { Exit, Tracer } from "effect"
import { nowMs, wallOffsetMs } from "./clock.ts"
import { type LookUpKey, makeKeyTable } from "./attribute-key.ts"
import { type Content, keyPolicy } from "./content.ts"
import type { Fate, Fates } from "./fate.ts"
import { INTERRUPTED, type Outcome, outcomeOf } from "./failure.ts"
import { foreignId, type IdPool, makeIdPool, SPAN_ID_WORDS, takeId, TRACE_ID_WORDS } from "./ids.ts"
import { putRecord } from "./record-line.ts"
import type { ResourceLines } from "./resource-lines.ts"
import type { Sink } from "./sink.ts"
import type { RunConstants } from "./site.ts"
import { isLapSpan, type Span } from "./span.ts"
import type { Trace } from "./trace.ts"

export interface RecorderOptions extends RunConstants {
  readonly sink: Sink
  readonly content: Content
  /** Undefined: none are written. */
  readonly resources: ResourceLines | undefined
  /** Undefined: nothing is sampled. */
  readonly fates: Fates | undefined
}

/** Spans whose fiber was given up never end: beyond this many open ones the oldest are forgotten. */
const MAX_OPEN = 10_000

/** A program that never lets the event loop turn has its lines made in pieces of this many spans. */
const MAX_WAITING = 128

/** Roots that end closer together than this are written soon, like all other spans. */
const ROOT_FLUSH_MS = 1

export class Recorder implements RunConstants {
  readonly runId: string
  readonly root: string
  readonly sink: Sink
  readonly resources: ResourceLines | undefined
  readonly fates: Fates | undefined
  readonly lookUpKey: LookUpKey
  readonly ids: IdPool = makeIdPool()
  /** Effect's tracer of this recorder, once there is one. */
  tracer: Tracer.Tracer | undefined = undefined
  /** Library spans that may still tell their own frame; while there is none, Effect's hook has nothing to do. */
  awaitingFrame = 0
  private rootFlushedMs = 0
  /** Spans that have ended and whose lines are not made yet. */
  private readonly waiting: Span[] = []
  private isEncoding = false
  private oldest: Span | undefined = undefined
  private newest: Span | undefined = undefined
  private openCount = 0

  constructor(options: RecorderOptions) {
    this.runId = options.runId
    this.root = options.root
    this.sink = options.sink
    this.sink.fill = () => this.encode()
    this.resources = options.resources
    this.fates = options.fates
    this.lookUpKey = makeKeyTable(keyPolicy(options.content))
  }

  newTrace(parent: Tracer.AnySpan | undefined, root: Span | undefined): Trace {
    const isForeign = parent !== undefined
    const at = isForeign ? 0 : takeId(this.ids, TRACE_ID_WORDS)
    const text = isForeign ? foreignId(parent.traceId, TRACE_ID_WORDS) : this.ids.text
    const offset = wallOffsetMs(nowMs())
    const trace = { text, at, wallOffsetMs: offset, correlation: undefined, fate: undefined }
    // What stands alone was measured elsewhere, and is no trace to choose from.
    if (this.fates === undefined || root === undefined) return trace
    return { ...trace, fate: this.fates.begin(trace, root, isForeign) }
  }

  newSpanId(): number {
    return takeId(this.ids, SPAN_ID_WORDS)
  }

  start(span: Span): void {
    span.state = "open"
    span.older = this.newest
    if (this.newest === undefined) this.oldest = span
    else this.newest.newer = span
    this.newest = span
    this.openCount += 1
    if (this.openCount > MAX_OPEN && this.oldest !== undefined) this.unlink(this.oldest)
    span.startMs = nowMs()
  }

  /** Ends an open span; a root's record goes to the file at once, unless roots end by the thousand. */
  finish(span: Span, exit: Exit.Exit<unknown, unknown>, outcome = outcomeOf(exit)): void {
    if (span.state !== "open") return
    this.settle(span, markedOutcome(span, outcome), exit)
    if (this.resources !== undefined && isTurn(span)) this.resources.write()
    const isRoot = span.parentSpan === undefined || !isLapSpan(span.parentSpan)
    if (isRoot && span.endMs - this.rootFlushedMs > ROOT_FLUSH_MS) {
      this.rootFlushedMs = span.endMs
      this.sink.flush()
    }
  }

  /** Writes a line that is no span's, made on the spot; it belongs to the trace of `around`. */
  write(around: Span | undefined, makeLine: () => string): void {
    const { sink } = this
    const fate = around?.trace.fate
    try {
      this.encode()
      const end = sink.length + sink.bytes.write(makeLine(), sink.length)
      if (fate?.owner !== this.fates || fate?.owner.takesLine(fate, end) !== false)
        sink.length = end
    } catch (cause) {
      sink.lose(cause)
    }
    sink.spill()
    sink.schedule()
  }

  /** What may be told of attributes. */
  clean(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const cleaned: Record<string, unknown> = {}
    for (const key of Object.keys(attributes)) {
      const known = this.lookUpKey(key)
      if (known === undefined) continue
      const value = attributes[key]
      cleaned[key] = known.clean === undefined ? value : known.clean(value)
    }
    return cleaned
  }

  /** Writes the spans still open as interrupted, innermost first; for when nothing runs any more. */
  interruptOpen(exit: Exit.Exit<unknown, unknown>): void {
    for (let span = this.newest; span !== undefined; span = this.newest) {
      this.settle(span, INTERRUPTED, exit)
    }
    this.encode()
    this.fates?.release()
  }

  private settle(span: Span, outcome: Outcome, exit: Exit.Exit<unknown, unknown>): void {
    const endMs = nowMs()
    span.state = "ended"
    span.exit = exit
    span.endMs = endMs
    this.unlink(span)
    if (span.ownFrame === "awaited") this.awaitingFrame -= 1
    span.outcome = outcome
    if (this.waiting.push(span) >= MAX_WAITING || span.isHeavy) this.encode()
    this.sink.schedule()
  }

  private encode(): void {
    const { sink, waiting } = this
    // What an error or an attribute runs when it is read may end spans itself: the loop comes to them.
    if (this.isEncoding) return
    this.isEncoding = true
    for (const span of waiting) {
      const { fate } = span.trace
      const { outcome } = span
      try {
        const end = putRecord(sink, span, outcome)
        if (fate === undefined || this.takes(span, fate, end, outcome)) sink.length = end
      } catch (cause) {
        // Names, errors and attributes are foreign objects; whatever they do, the host goes on.
        sink.lose(cause)
      }
      sink.spill()
    }
    waiting.length = 0
    this.isEncoding = false
  }

  /** Whether the line up to `end` goes to the log now. */
  private takes(span: Span, fate: Fate, end: number, { status }: Outcome): boolean {
    if (fate.owner === this.fates) return fate.owner.takes(span, fate, end, status)
    return fate.state !== "unrecorded"
  }

  private unlink(span: Span): void {
    if (span.older === undefined && span.newer === undefined && this.newest !== span) return
    if (span.older === undefined) this.oldest = span.newer
    else span.older.newer = span.newer
    if (span.newer === undefined) this.newest = span.older
    else span.newer.older = span.older
    span.older = undefined
    span.newer = undefined
    this.openCount -= 1
  }
}

/** A turn itself: what is timed inside one as a step or by a library has the turn's operation as well. */
const isTurn = (span: Span): boolean => {
  const { lap, operation, parentSpan } = span
  if (operation?.metric !== "turn" || lap !== span) return false
  return parentSpan === undefined || !isLapSpan(parentSpan) || parentSpan.operation !== operation
}

const markedOutcome = (span: Span, outcome: Outcome): Outcome => {
  if (span.marked === undefined || outcome.status !== "ok") return outcome
  return { status: "error", error: { ...span.marked, stack: undefined } }
}
