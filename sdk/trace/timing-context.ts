/** `TimingContext`: a block of plain code as an operation, `using timing = new TimingContext("load the policy")`. */

import { ambient, blockEntryOf, type Entry } from "./ambient.ts"
import { BlockSite } from "./block-site.ts"
import { captureCallSite, type StackLine } from "./call-site.ts"
import {
  annotateSpan,
  correlateSpan,
  type CorrelateOptions,
  type MarkErrorOptions,
  markSpan
} from "./current.ts"
import {
  type LapOptions,
  type OperationFields,
  stepFields,
  timingFields,
  type TimingOptions
} from "./operation.ts"
import type { Span } from "./span.ts"
import { beginPlain, endPlain, failPlain, isRecording } from "./timed-run.ts"

export type BlockOptions = Omit<TimingOptions, "name">

/**
 * Measures from the line that makes it until it is disposed or ended, and is the current span meanwhile. Every block that is made
 * must be ended. In an asynchronous function that several callers run at once, put `timed` on the function: it keeps their blocks apart.
 */
export class TimingContext implements Disposable {
  private readonly span: Span | undefined
  private readonly entry: Entry | undefined

  constructor(name?: string, options: BlockOptions = {}) {
    ambient.isUsed = true
    if (!isRecording()) return
    const { fields, stack } =
      options instanceof Prepared
        ? options
        : new Prepared(timingFields({ ...options, name }), captureCallSite(TimingContext))
    this.span = beginPlain(new BlockSite(fields, stack))
    if (this.span === undefined) return
    this.entry = blockEntryOf(this.span)
    ambient.storage.enterWith(this.entry)
  }

  /** A part of what the span around measures: the same metric and tool, under a step of its own. */
  static step(name: string, options?: LapOptions): TimingContext {
    const stack = captureCallSite(TimingContext.step)
    return new TimingContext(name, new Prepared(stepFields(name, options), stack))
  }

  /** Adds attributes to the block. */
  annotate(attributes: Readonly<Record<string, unknown>>): void {
    annotateSpan(this.span, attributes)
  }
  /** Names the session or the order that the block, and every span started below it from now on, belongs to. */
  correlate(ids: CorrelateOptions): void {
    correlateSpan(this.span, ids)
  }
  /** The block ends with status `error` though nothing is thrown. */
  markError(error: MarkErrorOptions): void {
    markSpan(this.span, error)
  }

  /** Ends the block, failed by `cause` where one is given. Later ends are ignored. */
  end(cause?: unknown): void {
    const { entry, span } = this
    if (span === undefined || entry === undefined || span.state === "ended") return
    if (ambient.storage.getStore() === entry) ambient.storage.enterWith(entry.outer)
    if (cause === undefined) endPlain(span)
    else failPlain(span, cause)
  }
  [Symbol.dispose](): void {
    this.end()
  }
}

/** What a static method of the class has made of its arguments; nothing a caller could write. */
class Prepared {
  readonly step: string
  readonly fields: OperationFields
  readonly stack: StackLine

  constructor(fields: OperationFields, stack: StackLine) {
    this.step = fields.step
    this.fields = fields
    this.stack = stack
  }
}
