/** One running operation: a small object whose constants live in its site. Effect's own view of it is computed on demand. */

import { Context, type Exit, Option, type References, type Tracer } from "effect"
import { type AttributeKey, OVERFLOW_KEY } from "./attribute-key.ts"
import { idString, type IdText, SPAN_ID_WORDS, TRACE_ID_WORDS } from "./ids.ts"
import { OK, type Outcome } from "./failure.ts"
import type { Place } from "./location.ts"
import type { Recorder } from "./recorder.ts"
import type { Attributes, Operation, SiteBytes } from "./site.ts"
import type { Trace } from "./trace.ts"

/** Where a span's constants are, and what of Effect's view a library span was made with. */
export interface SpanSite {
  readonly name: string
  /** Undefined for Laps. */
  readonly library: LibraryOptions | undefined
  /** Attributes that every span of the site carries. */
  readonly fixed: Attributes | undefined
  /** Where a Lap stands; library spans look for theirs when they end. */
  readonly place: Place | undefined
  readonly bytesOf: (span: Span) => SiteBytes
}

export interface LibraryOptions {
  readonly annotations: Context.Context<never>
  readonly links: Array<Tracer.SpanLink>
  readonly startTime: bigint
  readonly kind: Tracer.SpanKind
}

/** What markError left: recorded as the error of a span whose effect succeeds. */
export interface MarkedError {
  readonly type: string
  readonly message: string | undefined
}

export class Span implements Tracer.Span {
  declare readonly _tag: "Span"
  readonly recorder: Recorder
  readonly site: SpanSite
  /** Of the Lap itself or of the nearest one around. */
  readonly operation: Operation | undefined
  readonly parentSpan: Tracer.AnySpan | undefined
  /** The nearest Lap, this span included. */
  readonly lap: Span | undefined
  /** Shared with the spans around until somebody names a session or an order. */
  trace: Trace
  readonly idText: IdText
  readonly idAt: number
  /** Effect's stack frame when the span began: frames above it belong to spans around this one. */
  readonly frame: References.StackFrame | undefined
  /** Effect.withSpan tells its own frame only inside the span. */
  ownFrame: References.StackFrame | "awaited" | undefined
  state: "made" | "open" | "ended"
  startMs: number
  endMs: number
  exit: Exit.Exit<unknown, unknown> | undefined
  /** Key, value, key, value: most spans have none or few. */
  dynamic: unknown[] | undefined
  /** Holds a value that may change or that weighs much: its line is made as soon as it ends. */
  isHeavy: boolean
  outcome: Outcome
  marked: MarkedError | undefined
  older: Span | undefined
  newer: Span | undefined

  constructor(
    recorder: Recorder,
    site: SpanSite,
    operation: Operation | undefined,
    parent: Tracer.AnySpan | undefined,
    frame: References.StackFrame | undefined
  ) {
    const around = parent !== undefined && isLapSpan(parent) ? parent : undefined
    this.recorder = recorder
    this.site = site
    this.operation = operation ?? around?.operation
    this.parentSpan = parent
    this.lap = site.library === undefined ? this : around?.lap
    this.trace = around === undefined ? recorder.newTrace(parent, this) : around.trace
    this.idAt = recorder.newSpanId()
    this.idText = recorder.ids.text
    this.frame = frame
    this.ownFrame = undefined
    this.state = "made"
    // Fractions from the start: a field that V8 has seen whole numbers in changes its form at the first time it takes.
    this.startMs = 0.5
    this.endMs = 0.5
    this.exit = undefined
    this.dynamic = undefined
    this.isHeavy = false
    this.outcome = OK
    this.marked = undefined
    this.older = undefined
    this.newer = undefined
  }

  /** False in a trace that the sampler passed over when it began: what is below costs nothing. */
  get sampled(): boolean {
    return this.trace.fate?.state !== "unrecorded"
  }
  get name(): string {
    return this.site.name
  }
  get spanId(): string {
    return idString(this.idText, this.idAt, SPAN_ID_WORDS)
  }
  get traceId(): string {
    return idString(this.trace.text, this.trace.at, TRACE_ID_WORDS)
  }
  get parent(): Option.Option<Tracer.AnySpan> {
    return Option.fromUndefinedOr(this.parentSpan)
  }
  get annotations(): Context.Context<never> {
    return this.site.library?.annotations ?? Context.empty()
  }
  get links(): ReadonlyArray<Tracer.SpanLink> {
    return this.site.library?.links ?? []
  }
  get kind(): Tracer.SpanKind {
    return this.site.library?.kind ?? "internal"
  }
  get attributes(): ReadonlyMap<string, unknown> {
    const map = new Map<string, unknown>(Object.entries(this.site.fixed ?? {}))
    const dynamic = this.dynamic ?? []
    for (let index = 0; index < dynamic.length; index += 2) {
      map.set((dynamic[index] as AttributeKey).key, dynamic[index + 1])
    }
    return map
  }
  get status(): Tracer.SpanStatus {
    const startTime = this.site.library?.startTime ?? this.nanos(this.startMs)
    if (this.exit === undefined) return { _tag: "Started", startTime }
    return { _tag: "Ended", startTime, endTime: this.nanos(this.endMs), exit: this.exit }
  }
  private nanos(atMs: number): bigint {
    return BigInt(Math.floor((atMs + this.trace.wallOffsetMs) * 1_000)) * 1_000n
  }

  /** Later ends are ignored. The time given is the host's clock, which may be stepped: the monotonic one is asked instead. */
  end(_endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    this.recorder.finish(this, exit)
  }
  attribute(key: string, value: unknown): void {
    const known = this.state === "ended" ? undefined : this.recorder.lookUpKey(key)
    if (known === undefined) return
    const told = known.clean === undefined ? value : known.clean(value)
    if (typeof told === "string" ? told.length > MAX_LIGHT_LENGTH : typeof told === "object") {
      this.isHeavy = true
    }
    const dynamic = (this.dynamic ??= [])
    for (let index = 0; index < dynamic.length; index += 2) {
      if ((dynamic[index] as AttributeKey).key !== key) continue
      dynamic[index + 1] = told
      return
    }
    if (dynamic.length < MAX_DYNAMIC) dynamic.push(known, told)
    else if (dynamic.length === MAX_DYNAMIC) dynamic.push(OVERFLOW_KEY, 1)
    else dynamic[MAX_DYNAMIC + 1] = Number(dynamic[MAX_DYNAMIC + 1]) + 1
  }
  /** Events are not recorded: Effect's log lines come this way, and they are the host's words. */
  event(): void {}
  addLinks(links: ReadonlyArray<Tracer.SpanLink>): void {
    if (this.state !== "ended") this.site.library?.links.push(...links)
  }
}

/** Of a string, in UTF-16 units: many spans may wait for their lines at a time. */
const MAX_LIGHT_LENGTH = 2_048

/** Keys and values of 128 attributes, OpenTelemetry's limit too. */
const MAX_DYNAMIC = 256

/** Copies of this version in one process understand each other's spans; other versions' are foreign. */
const BRAND = "~lapline/Span/0.1"

Object.defineProperties(Span.prototype, {
  _tag: { value: "Span" },
  [BRAND]: { value: true }
})

export const isLapSpan = (span: Tracer.AnySpan): span is Span =>
  (span as { readonly [BRAND]?: boolean })[BRAND] === true
