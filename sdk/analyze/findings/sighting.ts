/** One case of a finding in one turn or run, and the pieces it is told with. */

import type { LapRecord } from "../../record/record.ts"
import { roundMs } from "../exact-sum.ts"
import { unionMs } from "../interval.ts"
import type { Evidence, FindingCode, FindingSite } from "../model.ts"
import type { Sentence } from "../sentence.ts"
import type { TraceNode } from "../trace-tree.ts"

export interface Sighting {
  readonly code: FindingCode
  readonly site: FindingSite
  readonly told: Sentence
  readonly evidence: readonly Sign[]
  readonly savingMs: number | null
  /** Most of what its line did in the turn went otherwise. */
  readonly isException?: boolean
}

/** Evidence that was not told yet. */
export type Sign = Omit<Evidence, "text">

/** A turn, or a whole trace that has none: what detectors look at. */
export interface Unit {
  readonly root: TraceNode
  readonly durationMs: number
  /** The spans of a metric below the root, in the order they started. */
  readonly of: (metric: string) => readonly TimedSpan[]
  /** Whether a span below the root failed or timed out. */
  readonly hasFailed: boolean
  /** Made when they are asked for. */
  readonly spans: readonly TimedSpan[]
}

/** A span with a place on the time axis. */
export interface TimedSpan {
  readonly node: TraceNode
  readonly record: LapRecord
  readonly startMs: number
  readonly endMs: number
  readonly durationMs: number
}

/** Finds the cases of one or more kinds in a turn. Pure; cost at most n log n of the turn's spans. */
export type Detector = (unit: Unit) => readonly Sighting[]

const MAX_EVIDENCE = 5

/** Keeps the first spans and the last. */
export const evidenceOf = (
  spans: readonly TimedSpan[],
  tell: (span: TimedSpan) => Sentence
): readonly Sign[] => {
  const last = spans.at(-1)
  const shown =
    spans.length <= MAX_EVIDENCE || last === undefined
      ? spans
      : [...spans.slice(0, MAX_EVIDENCE - 1), last]
  return shown.map((span) => ({
    told: tell(span),
    site: siteOf(span.record),
    traceId: span.record.traceId,
    spanId: span.record.spanId
  }))
}

export const siteOf = ({ code, name }: LapRecord): FindingSite => ({
  file: code.file,
  line: code.line,
  function: code.function,
  name
})

/** Time in which at least one of the spans was running. */
export const busyMs = (spans: readonly TimedSpan[]): number => roundMs(unionMs(spans))

export const sumMs = (spans: readonly TimedSpan[]): number =>
  roundMs(spans.reduce((sum, { durationMs }) => sum + durationMs, 0))

export const isTotal = ({ record }: TimedSpan): boolean => record.step === "total"

export const numberAt = ({ attributes }: LapRecord, key: string): number | undefined => {
  const value = attributes[key]
  return typeof value === "number" && Number.isFinite(value) ? value : undefined
}

export const textAt = ({ attributes }: LapRecord, key: string): string | undefined => {
  const value = attributes[key]
  return typeof value === "string" && value !== "" ? value : undefined
}

/** Of an odd number the middle one, of an even number the lower of the two. */
export const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1]
