/** What analysis answers: plain data, the same for terminal, editor and exporters. Times in milliseconds. */

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
  readonly records: number
}

export interface ErrorCounts {
  readonly timeout: number
  readonly database: number
  readonly tool: number
  readonly model: number
  readonly other: number
}

export interface StartupRow extends Quantiles {
  readonly step: string
  readonly totalMs: number
}

export interface Report {
  readonly lines: LineCounts
  /** Accepted operations without a usable duration: counted here, in no other figure. */
  readonly untimed: number
  readonly runs: readonly Run[]
  readonly sites: readonly Site[]
  readonly turns: Turns
  readonly tools: readonly ToolRow[]
  readonly chains: readonly Chain[]
  readonly errors: ErrorCounts
  /** Newest values and peaks of `resource` lines, by attribute key. */
  readonly resources: Readonly<Record<string, { readonly last: number; readonly max: number }>>
  readonly startup: readonly StartupRow[]
  readonly findings: readonly Finding[]
}

export interface Finding {
  readonly kind: string
  readonly file: string | undefined
  readonly line: number | undefined
  readonly message: string
  readonly savingMs: number | null
}
