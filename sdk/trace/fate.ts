/** The lines of sampled traces: held until the trace has ended and the sampler has decided, within a bound. */

import { isFailure, type Sampler } from "./sampling.ts"
import type { Sink } from "./sink.ts"
import type { Span } from "./span.ts"
import type { Trace } from "./trace.ts"
import type { Status } from "../record/record.ts"

/** What becomes of a trace's lines. Every trace has one while a sampler is at work. */
export interface Fate {
  state: "undecided" | "kept" | "dropped" | "unrecorded"
  /** The trace's first span in this process. */
  root: Span | undefined
  hasFailed: boolean
  lines: Uint8Array[]
  /** The run that decides; a trace may go through several. */
  readonly owner: Fates
}

export interface Fates {
  /** For a trace that begins here, or goes on here from elsewhere. */
  readonly begin: (trace: Trace, root: Span | undefined, isForeign: boolean) => Fate
  /** Takes the line that stands behind the sink's, up to `end`; whether it goes to the log now. */
  readonly takes: (span: Span, fate: Fate, end: number, status: Status) => boolean
  /** The same for a line of no span. */
  readonly takesLine: (fate: Fate, end: number) => boolean
  /** Writes what is undecided: nothing runs any more. */
  readonly release: () => void
  readonly sampledOut: () => { readonly traces: number; readonly lines: number }
}

/** Lines of undecided traces; over it the oldest trace is kept. */
const MAX_HELD_BYTES = 16_777_216

export const makeFates = (sampler: Sampler, sink: Sink): Fates => {
  const undecided = new Set<Fate>()
  let heldBytes = 0
  let traces = 0
  let lines = 0

  const hold = (fate: Fate, end: number): boolean => {
    fate.lines.push(new Uint8Array(sink.bytes.subarray(sink.length, end)))
    heldBytes += end - sink.length
    undecided.add(fate)
    for (const oldest of undecided) {
      if (heldBytes <= MAX_HELD_BYTES) break
      keep(oldest)
    }
    return false
  }

  const letGo = (fate: Fate): readonly Uint8Array[] => {
    const held = fate.lines
    fate.lines = []
    undecided.delete(fate)
    for (const line of held) heldBytes -= line.length
    return held
  }

  const keep = (fate: Fate): void => {
    fate.state = "kept"
    for (const line of letGo(fate)) {
      sink.bytes.set(line, sink.length)
      sink.length += line.length
      sink.spill()
    }
  }

  const decide = (span: Span, fate: Fate): void => {
    const { hasFailed } = fate
    const durationMs = span.endMs - span.startMs
    if (sampler.keeps({ trace: span.trace, name: span.name, durationMs, hasFailed })) {
      return keep(fate)
    }
    fate.state = "dropped"
    traces += 1
    lines += letGo(fate).length
  }

  const isHeld = (fate: Fate, end: number): boolean => {
    if (fate.state === "kept") return true
    if (fate.state === "undecided") return hold(fate, end)
    if (fate.state === "dropped") lines += 1
    return false
  }

  const fates: Fates = {
    begin: (trace, root, isForeign) => {
      const isRecorded = isForeign || sampler.begins(trace)
      if (!isRecorded) traces += 1
      const later = sampler.sampling.tail === undefined ? "kept" : "undecided"
      const state = isRecorded ? later : "unrecorded"
      return { state, root, hasFailed: false, lines: [], owner: fates }
    },
    takes: (span, fate, end, status) => {
      if (isFailure(status)) fate.hasFailed = true
      const goesNow = isHeld(fate, end)
      if (fate.root !== span) return goesNow
      fate.root = undefined
      if (fate.state === "undecided") decide(span, fate)
      return goesNow
    },
    takesLine: isHeld,
    release: () => {
      for (const fate of undecided) keep(fate)
    },
    sampledOut: () => ({ traces, lines })
  }
  return fates
}
