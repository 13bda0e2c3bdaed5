/** One running operation: a small object whose constants live in its site. Effect's own view of it is computed on demand. */

import { Context, type Exit, Option, type References, type Tracer } from "effect"
import { idText, SPAN_ID_BYTES, TRACE_ID_BYTES } from "./ids.ts"
import type { Recorder } from "./recorder.ts"
import type { Operation, SiteBytes } from "./site.ts"

/** What all spans of one trace share. */
export interface Trace {
  readonly text: Uint8Array
  readonly at: number
  /** Milliseconds from the monotonic clock to the wall clock, for the whole trace. */
  readonly wallOffsetMs: number
}

/** Session and order as they are written, and the values to merge later ones with. */
export interface Correlation {
  readonly sessionId: string | undefined
  readonly orderId: string | undefined
  readonly bytes: Uint8Array
}

/** Where a span's constants are, and what of Effect's view a library span was made with. */
export interface SpanSite {
  readonly name: string
  /** What a Lap is; undefined for spans made by Effect. */
  readonly library: LibraryOptions | undefined
  readonly bytesOf: (span: Span) => SiteBytes
  readonly fixedKeys: ReadonlySet<string> | undefined
}

export interface LibraryOptions {
  readonly annotations: Context.Context<never>
  readonly links: Array<Tracer.SpanLink>
  readonly startTime: bigint
  readonly kind: Tracer.SpanKind
}

export type SpanState = "made" | "open" | "ended"

export class Span implements Tracer.Span {
  declare readonly _tag: "Span"
  declare readonly sampled: boolean
  readonly recorder: Recorder
  readonly site: SpanSite
  /** Of the Lap itself or of the nearest one around. */
  readonly operation: Operation | undefined
  readonly parentSpan: Tracer.AnySpan | undefined
  /** The nearest Lap, this span included. */
  readonly lap: Span | undefined
  readonly trace: Trace
  readonly idText: Uint8Array
  readonly idAt: number
  /** Effect's stack frame when the span began: frames above it belong to spans around this one. */
  readonly frame: References.StackFrame | undefined
  /** Effect.withSpan tells its own frame only inside the span. */
  ownFrame: References.StackFrame | undefined = undefined
  startMs = 0
  state: SpanState = "made"
  correlation: Correlation | undefined
  /** Key, value, key, value: most spans have none or few. */
  dynamic: unknown[] | undefined = undefined
  marked: { readonly type: string; readonly message: string | undefined } | undefined = undefined
  exit: Exit.Exit<unknown, unknown> | undefined = undefined
  endMs = 0
  older: Span | undefined = undefined
  newer: Span | undefined = undefined

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
    this.trace = around === undefined ? recorder.newTrace(parent) : around.trace
    this.idAt = recorder.newSpanId()
    this.idText = recorder.ids.text
    this.frame = frame
    this.correlation = around?.correlation
  }

  get name(): string {
    return this.site.name
  }
  get spanId(): string {
    return idText(this.idText, this.idAt, SPAN_ID_BYTES)
  }
  get traceId(): string {
    return idText(this.trace.text, this.trace.at, TRACE_ID_BYTES)
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
    const map = new Map<string, unknown>()
    const dynamic = this.dynamic ?? []
    for (let index = 0; index < dynamic.length; index += 2) {
      map.set(String(dynamic[index]), dynamic[index + 1])
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
    if (this.state === "ended" || !this.recorder.keepAttribute(key)) return
    const dynamic = (this.dynamic ??= [])
    for (let index = 0; index < dynamic.length; index += 2) {
      if (dynamic[index] !== key) continue
      dynamic[index + 1] = value
      return
    }
    dynamic.push(key, value)
  }
  /** Events are not recorded: Effect's log lines come this way, and they are the host's words. */
  event(): void {}
  addLinks(links: ReadonlyArray<Tracer.SpanLink>): void {
    if (this.state !== "ended") this.site.library?.links.push(...links)
  }
}

Object.defineProperty(Span.prototype, "_tag", { value: "Span" })
Object.defineProperty(Span.prototype, "sampled", { value: true })

/** Copies of this version in one process understand each other's spans; other versions' are foreign. */
const BRAND = "~lapline/Span/0.1"
Object.defineProperty(Span.prototype, BRAND, { value: true })

export const isLapSpan = (span: Tracer.AnySpan): span is Span => BRAND in span
