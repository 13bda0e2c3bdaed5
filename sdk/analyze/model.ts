/** What analysis answers: plain data, the same for terminal, editor and exporters. Times in milliseconds. */

import type { Owner } from "./ledger.ts"
import type { Sentence } from "./sentence.ts"

/** Lines by fate; `seen` is always the sum of the others. */
export interface LineCounts {
  readonly seen: number
  readonly accepted: number
  readonly duplicate: number
  readonly malformed: number
  readonly oversize: number
  readonly unsupportedVersion: number
}

/** One slow example of a site. */
export interface Exemplar {
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly durationMs: number
  readonly endMicros: number | null
  readonly sessionId: string | undefined
}

/** A bucket of a distribution: `lowMs` inclusive, `highMs` exclusive. */
export interface Bucket {
  readonly lowMs: number
  readonly highMs: number
  readonly count: number
}

/** One measured place: a source line, a span name, a metric and a step. */
export interface Site {
  /** Stable across snapshots of the same log. */
  readonly key: string
  readonly file: string | undefined
  readonly line: number | undefined
  readonly function: string | undefined
  readonly name: string
  readonly metric: string
  readonly step: string
  readonly count: number
  readonly errors: number
  readonly totalMs: number
  /** Time not spent in child spans (interval union of the children, so concurrency counts once). */
  readonly selfMs: number
  readonly p50Ms: number | null
  /** Null under 20 samples. */
  readonly p95Ms: number | null
  /** Null under 100 samples. */
  readonly p99Ms: number | null
  readonly minMs: number
  readonly maxMs: number
  /** Share of all turn time during which this site was running, 0 to 1; null outside turns. */
  readonly shareOfTurn: number | null
  readonly buckets: readonly Bucket[]
  /** Slowest first, at most five. */
  readonly slowest: readonly Exemplar[]
}

export interface Quantiles {
  readonly count: number
  readonly errors: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
}

export interface Turns extends Quantiles {
  /** Turns over the time in which at least one was running. */
  readonly perSecond: number | null
  readonly iterationsMean: number | null
  readonly toolsMean: number | null
}

export interface ToolRow extends Quantiles {
  readonly tool: string
  readonly totalMs: number
}

/** Sessions with at least one turn. */
export interface Conversations {
  readonly count: number
  readonly turnsMean: number | null
  readonly toolsMean: number | null
  readonly toolsMax: number | null
}

export interface Chain {
  readonly tools: readonly string[]
  readonly count: number
}

/** One process that wrote a header line. */
export interface Run {
  readonly runId: string
  readonly startMicros: number | null
  readonly pid: number | undefined
  readonly language: string | undefined
  readonly sdkVersion: string | undefined
  readonly serviceName: string | undefined
  readonly serviceVersion: string | undefined
  readonly gitCommit: string | undefined
  readonly gitDirty: boolean | undefined
  /** Absolute folder that `code.file.path` values are relative to. */
  readonly root: string | undefined
  readonly start: "cold" | "warm" | undefined
  readonly conversation: string | undefined
  /** Which traces the run recorded, in words: its counts are not of all. Undefined: all of them. */
  readonly sampling: string | undefined
  /** Whether what people and models said is in its lines: with secrets taken out, or as it was. Undefined: it is not, as far as the header tells. */
  readonly content: "redacted" | "raw" | undefined
  readonly records: number
  /** Of this run alone; null past the newest 100 runs. */
  readonly turns: Turns | null
}

export interface ErrorCounts {
  readonly timeout: number
  readonly database: number
  readonly tool: number
  readonly model: number
  readonly other: number
}

/** One step of starting up, cold and warm starts apart. */
export interface StartupRow extends Quantiles {
  readonly step: string
  /** Undefined where no header line tells. */
  readonly start: Run["start"]
  readonly totalMs: number
}

/** Where the time of all turns went (see `ledgersOf`). */
export interface Ledger {
  readonly turns: number
  readonly totalMs: number
  /** All owners, in their fixed order; their times add up to the total to the microsecond, their shares to 1. */
  readonly owners: readonly {
    readonly owner: Owner
    readonly totalMs: number
    readonly share: number
  }[]
}

/** Resource lines of one run on a grid of `widthMs` milliseconds, only points that hold anything. */
export interface ResourceSeries {
  readonly runId: string
  readonly widthMs: number
  readonly points: readonly ResourcePoint[]
}

export interface ResourcePoint {
  /** Start of the point's stretch of the grid, microseconds since the epoch. */
  readonly atMicros: number
  /** By attribute key: the newest, least and greatest value in the stretch. */
  readonly values: Readonly<
    Record<string, { readonly last: number; readonly min: number; readonly max: number }>
  >
}

export interface Report {
  readonly lines: LineCounts
  /** Accepted operations without a usable duration: counted here, in no other figure. */
  readonly untimed: number
  /**
   * Spans that came after their trace was let go. They count, with their durations; self time, shares, failures and findings are those of
   * the pieces their traces fell into.
   */
  readonly lateSpans: number
  readonly runs: readonly Run[]
  readonly sites: readonly Site[]
  readonly turns: Turns
  readonly ledger: Ledger
  readonly conversations: Conversations
  readonly tools: readonly ToolRow[]
  readonly chains: readonly Chain[]
  readonly errors: ErrorCounts
  /** Newest values and peaks of `resource` lines, by attribute key. */
  readonly resources: Readonly<Record<string, { readonly last: number; readonly max: number }>>
  readonly resourcesOverTime: readonly ResourceSeries[]
  readonly startup: readonly StartupRow[]
  readonly findings: readonly Finding[]
}

/** The kinds of findings, each with a section of its own in docs/findings.md. */
export type FindingCode =
  | "n-plus-one"
  | "slow-query"
  | "repeat-tool"
  | "serial-tools"
  | "retry"
  | "timeout"
  | "context-growth"
  | "first-token"
  | "generation"
  | "slow-startup"
  | "cold-call"
  | "pool-starve"
  | "leak"

/** Where a finding or a piece of its evidence stands; file and line are undefined where the log does not tell. */
export interface FindingSite {
  readonly file: string | undefined
  readonly line: number | undefined
  readonly function: string | undefined
  readonly name: string
}

export interface Evidence {
  readonly text: string
  /** The same for other languages. */
  readonly told: Sentence
  readonly site: FindingSite | undefined
  readonly traceId: string | undefined
  readonly spanId: string | undefined
}

/** Something that costs time and can be changed, with what shows it. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: "warning" | "info"
  /** One sentence, about the worst case seen. */
  readonly message: string
  /** The same for other languages. */
  readonly told: Sentence
  readonly site: FindingSite
  /** Of the worst case, at most five. */
  readonly evidence: readonly Evidence[]
  /** Mean milliseconds of each turn (or run) that it happened in; null where that cannot be told. */
  readonly savingMs: number | null
  /** How the saving was computed. */
  readonly savingBasis: string
  /** What `affected` and `examined` count. A trace without a turn counts as one. */
  readonly per: "turn" | "run"
  readonly affected: number
  readonly examined: number
  /** Where it is explained, from the root of Lapline's repository. */
  readonly docs: string
}
