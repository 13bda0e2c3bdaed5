/** Which traces are recorded: chosen when they begin, which costs next to nothing, or when they have ended and are known. */

import type { Status } from "../record/record.ts"
import { idString } from "./ids.ts"
import type { Trace } from "./trace.ts"

export interface Sampling {
  /** Share of traces that are recorded at all, 0 to 1, by their id; 1 unless given. */
  readonly head?: number | undefined
  /** Which of those are kept once they have ended; all unless given. */
  readonly tail?: TailSampling | undefined
}

/** A trace is kept when one of these says so. */
export interface TailSampling {
  /** Keeps traces in which something failed or timed out. */
  readonly errors?: boolean | undefined
  /** Keeps this share of the slowest, 0 to 1, among traces whose first spans have the same name. */
  readonly slowest?: number | undefined
  /** Keeps this share, 0 to 1, by their id. */
  readonly ratio?: number | undefined
}

/** How a trace ended. */
export interface EndedTrace {
  readonly trace: Trace
  /** Name of its first span. */
  readonly name: string
  readonly durationMs: number
  readonly hasFailed: boolean
}

export interface Sampler {
  readonly sampling: Sampling
  readonly begins: (trace: Trace) => boolean
  readonly keeps: (ended: EndedTrace) => boolean
}

/** Undefined when everything is recorded. */
export const makeSampler = (sampling: Sampling | undefined): Sampler | undefined => {
  if (sampling === undefined) return undefined
  const { head = 1, tail } = sampling
  if (head >= 1 && tail === undefined) return undefined
  const isSlow = makeSlowest(tail?.slowest ?? 0)
  return {
    sampling,
    begins: (trace) => head >= 1 || isWithin(trace, head, HEAD_WORD),
    keeps: (ended) => {
      if (tail === undefined) return true
      // Asked first: it learns from every trace.
      if (isSlow(ended)) return true
      if (tail.errors === true && ended.hasFailed) return true
      return tail.ratio !== undefined && isWithin(ended.trace, tail.ratio, TAIL_WORD)
    }
  }
}

export const isFailure = (status: Status): boolean => status === "error" || status === "timeout"

/** As a header says it: `errors, slowest 0.05, ratio 0.1`. */
export const tailText = ({ errors, ratio, slowest }: TailSampling): string =>
  [
    errors === true ? ["errors"] : [],
    slowest === undefined ? [] : [`slowest ${slowest}`],
    ratio === undefined ? [] : [`ratio ${ratio}`]
  ]
    .flat()
    .join(", ") || "none"

/**
 * By 32 bits of the id, which are random: every process decides alike about one trace. Head and tail look at bits of their own, so
 * that the tail's share is one of what the head let through.
 */
const isWithin = (trace: Trace, ratio: number, word: number): boolean =>
  ratio >= 1 || Number.parseInt(idString(trace.text, trace.at + word, 1), 16) < ratio * 2 ** 32

const HEAD_WORD = 3
const TAIL_WORD = 2

/** Durations of the newest traces of a name, as a ring. */
interface Recent {
  readonly durationsMs: Float64Array
  count: number
  /** What a duration has to reach; reckoned anew every few traces. */
  thresholdMs: number
}

const RING = 256
/** Below this many there is no telling; they are kept. */
const FEW = 20
const REFRESH = 16
const MAX_NAMES = 1_000

const makeSlowest = (share: number): ((ended: EndedTrace) => boolean) => {
  if (share <= 0) return () => false
  const recent = new Map<string, Recent>()
  return ({ durationMs, name }) => {
    let seen = recent.get(name)
    if (seen === undefined) {
      // Names made at run time could go on for ever.
      if (recent.size >= MAX_NAMES) recent.clear()
      seen = { durationsMs: new Float64Array(RING), count: 0, thresholdMs: 0 }
      recent.set(name, seen)
    }
    const isSlow = durationMs >= seen.thresholdMs
    seen.durationsMs[seen.count % RING] = durationMs
    seen.count += 1
    if (seen.count >= FEW && (seen.count - FEW) % REFRESH === 0) {
      seen.thresholdMs = quantile(seen.durationsMs.slice(0, Math.min(seen.count, RING)), 1 - share)
    }
    return isSlow
  }
}

const quantile = (values: Float64Array, rank: number): number => {
  const sorted = values.sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rank))] ?? 0
}
