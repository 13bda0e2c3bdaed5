/** What the dashboard shows of one folder or log: figures, not texts, so that each is printed by the same code everywhere. */
import { fieldsOf, isCount, isFigure, isFinite, isListOf, isText, isTexts } from "./check.ts"
import { isShare, type Share } from "./trace-columns.ts"

export interface DashboardData {
  /** What can be shown; more than one where several folders are open. */
  readonly sources: readonly { readonly id: string; readonly label: string }[]
  readonly source: string
  readonly turns: TurnFigures
  readonly iterationsMean: number | null
  readonly toolsMean: number | null
  readonly peakBytes: number | null
  /** Lines of the logs that could not be read. */
  readonly unread: number
  /** Oldest first. */
  readonly runs: readonly RunRow[]
  /** Where the time of all turns went; empty without a turn. */
  readonly ledger: readonly Share[]
  readonly resources: readonly RunResources[]
  readonly chains: readonly { readonly tools: readonly string[]; readonly count: number }[]
  readonly tools: readonly ToolFigures[]
  /** Cold and warm starts apart. */
  readonly startups: readonly Startup[]
  /** Slowest first. */
  readonly slowest: readonly SlowTrace[]
}

export interface TurnFigures {
  readonly count: number
  readonly errors: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
  readonly perSecond: number | null
}

export interface RunRow extends TurnFigures {
  readonly label: string
  readonly startMicros: number | null
}

/** Values by resource line of one run; null where a line does not tell. */
export interface RunResources {
  readonly label: string
  /** Seconds after the first point. */
  readonly atSeconds: readonly number[]
  readonly rssBytes: readonly (number | null)[]
  readonly heapBytes: readonly (number | null)[]
  readonly poolInUse: readonly (number | null)[]
  readonly poolSize: readonly (number | null)[]
}

export interface ToolFigures {
  readonly tool: string
  readonly count: number
  readonly errors: number
  readonly totalMs: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

export interface Startup {
  /** `cold`, `warm`, or "" where no header tells. */
  readonly kind: string
  readonly count: number
  /** The median of the whole start. */
  readonly totalMs: number | null
  readonly steps: readonly Share[]
}

export interface SlowTrace {
  readonly label: string
  readonly durationMs: number
  readonly endMicros: number | null
  readonly trace: string
  readonly span: string | null
}

export const readDashboardData = (value: unknown): DashboardData | undefined => {
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const isWhole =
    isListOf(fields["sources"], isSource) &&
    isText(fields["source"]) &&
    isTurns(fields["turns"]) &&
    isFigure(fields["iterationsMean"]) &&
    isFigure(fields["toolsMean"]) &&
    isFigure(fields["peakBytes"]) &&
    isCount(fields["unread"]) &&
    isListOf(fields["runs"], isRun) &&
    isListOf(fields["ledger"], isShare) &&
    isListOf(fields["resources"], isResources) &&
    isListOf(fields["chains"], isChain) &&
    isListOf(fields["tools"], isTool) &&
    isListOf(fields["startups"], isStartup) &&
    isListOf(fields["slowest"], isSlow)
  return isWhole ? (value as DashboardData) : undefined
}

type Check<A> = (value: unknown) => value is A

/** An object whose every named field passes its check. */
const shaped =
  <A>(checks: { readonly [Key in keyof A]: Check<A[Key]> }): Check<A> =>
  (value): value is A => {
    const fields = fieldsOf(value)
    return (
      fields !== undefined &&
      Object.entries<Check<unknown>>(checks).every(([key, check]) => check(fields[key]))
    )
  }

const figures: Check<readonly (number | null)[]> = (value) => isListOf(value, isFigure)
const numbers: Check<readonly number[]> = (value) => isListOf(value, isFinite)
const texts: Check<readonly string[]> = isTexts
const textOrNone: Check<string | null> = (value): value is string | null =>
  value === null || isText(value)
const shares: Check<readonly Share[]> = (value) => isListOf(value, isShare)

const isSource = shaped<DashboardData["sources"][number]>({ id: isText, label: isText })
const turnChecks = {
  count: isCount,
  errors: isCount,
  p50Ms: isFigure,
  p95Ms: isFigure,
  p99Ms: isFigure,
  maxMs: isFigure,
  perSecond: isFigure
}
const isTurns = shaped<TurnFigures>(turnChecks)
const isRun = shaped<RunRow>({ ...turnChecks, label: isText, startMicros: isFigure })
const isResources = shaped<RunResources>({
  label: isText,
  atSeconds: numbers,
  rssBytes: figures,
  heapBytes: figures,
  poolInUse: figures,
  poolSize: figures
})
const isChain = shaped<DashboardData["chains"][number]>({ tools: texts, count: isCount })
const isTool = shaped<ToolFigures>({
  tool: isText,
  count: isCount,
  errors: isCount,
  totalMs: isFinite,
  p50Ms: isFigure,
  p95Ms: isFigure
})
const isStartup = shaped<Startup>({
  kind: isText,
  count: isCount,
  totalMs: isFigure,
  steps: shares
})
const isSlow = shaped<SlowTrace>({
  label: isText,
  durationMs: isFinite,
  endMicros: isFigure,
  trace: isText,
  span: textOrNone
})
