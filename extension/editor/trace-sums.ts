/** What each trace spent at which site: by itself, in all, and on its critical path. */
import { criticalPath } from "../../sdk/analyze/critical-path.ts"
import { isFailure } from "../../sdk/analyze/failure.ts"
import { selfTimeMs } from "../../sdk/analyze/self-time.ts"
import { lineKey } from "../../sdk/analyze/site.ts"
import type { TraceTree } from "../../sdk/analyze/trace-tree.ts"
import type { LapRecord } from "../../sdk/record/record.ts"

export interface TraceSums {
  readonly see: (record: LapRecord) => void
  /** Of all traces that were in memory when they were asked for; costs those that changed since. */
  readonly all: () => Iterable<TraceSum>
}

export interface TraceSum {
  /** Empty where no span names one. */
  readonly sessionId: string
  /** By the key of the site. */
  readonly sites: ReadonlyMap<string, SiteSum>
}

export interface SiteSum {
  readonly count: number
  readonly errors: number
  readonly totalMs: number
  readonly selfMs: number
  /** Time during which the trace waited for the site and for nothing below it. */
  readonly criticalMs: number
}

const MOST_TRACES = 50_000

/** Counts only the spans that `filter` chooses; what is below and beside them still shapes their figures. */
export const createTraceSums = (
  trace: (traceId: string) => TraceTree | undefined,
  filter: (record: LapRecord) => boolean = () => true
): TraceSums => {
  /** Undefined while the trace has to be added up. */
  const sums = new Map<string, TraceSum | undefined>()
  return {
    see: ({ traceId }) => {
      if (traceId === undefined) return
      sums.set(traceId, undefined)
      const oldest = sums.keys().next()
      if (sums.size > MOST_TRACES && oldest.done !== true) sums.delete(oldest.value)
    },
    all: () => {
      for (const [id, known] of sums) {
        if (known !== undefined) continue
        const tree = trace(id)
        if (tree === undefined) sums.delete(id)
        else sums.set(id, sumOf(tree, filter))
      }
      return [...sums.values()].filter((sum) => sum !== undefined)
    }
  }
}

const NOTHING: SiteSum = { count: 0, errors: 0, totalMs: 0, selfMs: 0, criticalMs: 0 }

const sumOf = (tree: TraceTree, filter: (record: LapRecord) => boolean): TraceSum => {
  const sites = new Map<string, SiteSum>()
  const add = (record: LapRecord, change: Partial<SiteSum>) => {
    const key = lineKey(record)
    sites.set(key, addSums(sites.get(key) ?? NOTHING, { ...NOTHING, ...change }))
  }
  let sessionId = ""
  for (const node of tree.nodes) {
    const { record } = node
    sessionId ||= record?.sessionId ?? ""
    if (record === undefined || record.durationMs === null || !filter(record)) continue
    const errors = isFailure(record) ? 1 : 0
    const totalMs = record.durationMs
    add(record, { count: 1, errors, totalMs, selfMs: selfTimeMs(node) ?? 0 })
  }
  for (const { span, startMs, endMs } of criticalPath(tree)) {
    if (span.record !== undefined && filter(span.record)) {
      add(span.record, { criticalMs: endMs - startMs })
    }
  }
  return { sessionId, sites }
}

export const addSums = (a: SiteSum, b: SiteSum): SiteSum => ({
  count: a.count + b.count,
  errors: a.errors + b.errors,
  totalMs: a.totalMs + b.totalMs,
  selfMs: a.selfMs + b.selfMs,
  criticalMs: a.criticalMs + b.criticalMs
})
