/** Takes records one by one, in any order, and answers at any time with the figures of all of them. */

import type { LapRecord } from "../record/record.ts"
import { toMs } from "./exact-sum.ts"
import { findingsOf } from "./findings/gather.ts"
import { quantile } from "./histogram.ts"
import { summarizeLedger } from "./ledger.ts"
import type { LineCounts, Report } from "./model.ts"
import { createResourceSet } from "./resource.ts"
import { createResourceSeries } from "./resource-series.ts"
import { gatherRuns } from "./run-findings.ts"
import { createRunSet } from "./run.ts"
import { createSiteSet, durationsOf, slowestOf, snapshot, tally, type GroupBy } from "./site.ts"
import { createStartupSet } from "./startup.ts"
import { summarizeRows, tallyRow, type TallyRows } from "./tally-rows.ts"
import { createTraceSet } from "./trace-set.ts"
import type { TraceTree } from "./trace-tree.ts"
import { toolOf } from "./turn.ts"
import { answerTurns, type TurnsAnswer } from "./turns-answer.ts"

export interface StoreOptions {
  /** What makes a row of `sites`; by default the source line. */
  readonly groupBy?: GroupBy
  /** How many spans are held so that others may join them, more or less (see `chooseGone`). */
  readonly maxSpans?: number
  /** How many more are held so that their traces can be asked for: those of the slowest examples, and the newest. */
  readonly viewSpans?: number
  readonly maxSites?: number
  /** Names told apart on one source line. */
  readonly maxNames?: number
  /**
   * Chooses spans. Sites, tools, start-up and resources count the chosen ones only, their self time still from whole
   * traces; turns, chains, errors, ledger and findings are those of traces that hold one; the slowest trace is that of the slowest one.
   */
  readonly filter?: ((record: LapRecord) => boolean) | undefined
}

/** The fates of a line that bring no record. */
export type LineProblem = Exclude<keyof LineCounts, "seen" | "accepted">

export interface Store {
  /** A span with the trace, id and content of one already there is counted as duplicate and dropped. */
  readonly add: (record: LapRecord) => "accepted" | "duplicate"
  /** Counts a line that brought no record. */
  readonly addLineProblem: (problem: LineProblem) => void
  /** Takes a reader's counts of such lines in place of those counted so far; duplicates found by `add` are on top. */
  readonly setLineProblems: (counts: Pick<LineCounts, LineProblem>) => void
  /** Costs what changed since the last call and a pass over the sites; the same object while nothing did. */
  readonly report: () => Report
  /** Undefined when no span of it came, or they were let go. */
  readonly trace: (traceId: string) => TraceTree | undefined
  /** The trace of the longest turn; without turns, of the longest span. */
  readonly slowestTrace: () => TraceTree | undefined
}

/** Same lines, same answer: below its caps the store's report does not depend on the order in which records come. */
export const createStore = ({
  groupBy = "line",
  maxSpans = 20_000,
  viewSpans = 30_000,
  maxSites = 10_000,
  maxNames = 256,
  filter = () => true
}: StoreOptions = {}): Store => {
  const sites = createSiteSet(groupBy, { maxSites, maxNames })
  const siteOf = (record: LapRecord) => (filter(record) ? sites.of(record) : undefined)
  const traces = createTraceSet({
    maxSpans,
    viewSpans,
    siteOf,
    filter,
    wanted: () => slowestOf(sites.all())
  })
  const runs = createRunSet()
  const resources = createResourceSet()
  const tools: TallyRows = new Map()
  const startup = createStartupSet()
  const resourceSeries = createResourceSeries()
  let problems: Record<LineProblem, number> = NO_PROBLEMS
  let accepted = 0
  let repeated = 0
  let untimed = 0
  let answer: Report | undefined
  let turnsAnswer: TurnsAnswer | undefined

  const measure = (record: LapRecord, durationMs: number): void => {
    const site = sites.of(record)
    if (site !== undefined) tally(site, record, durationMs)
    if (record.metric === "tool_execution" && record.step === "total") {
      tallyRow(tools, toolOf(record), record, durationMs)
    }
    if (record.metric === "startup") startup.add(record, durationMs)
  }

  const take = (record: LapRecord): boolean => {
    if (record.metric === "run") return runs.addHeader(record)
    if (record.metric === "resource") {
      if (filter(record)) {
        resources.add(record)
        resourceSeries.add(record)
      }
    } else if (!traces.add(record)) return false
    else if (!filter(record)) return true
    else if (record.durationMs === null) untimed += 1
    else measure(record, record.durationMs)
    return true
  }

  const lines = (): LineCounts => {
    const counts = { accepted, ...problems, duplicate: problems.duplicate + repeated }
    return { seen: Object.values(counts).reduce((sum, n) => sum + n, 0), ...counts }
  }

  const report = (): Report => {
    traces.refresh()
    const turns = traces.turns()
    if (turnsAnswer?.of !== turns) turnsAnswer = answerTurns(turns)
    const turnMs = toMs(traces.totals.turnTime)
    const { all, ofRun, firstOf } = turnsAnswer
    const allRuns = runs
      .all()
      .map((run, at) => ({ ...run, turns: at < RUNS_WITH_TURNS ? ofRun(run.runId) : null }))
    const resourcesOverTime = resourceSeries.all()
    return {
      lines: lines(),
      untimed,
      lateSpans: traces.lateSpans(),
      runs: allRuns,
      sites: [...sites.all()]
        .map((site) => snapshot(site, turnMs))
        .sort((a, b) => b.selfMs - a.selfMs || (a.key < b.key ? -1 : 1)),
      ...all,
      ledger: summarizeLedger(traces.totals.ledger),
      tools: summarizeRows(tools).map(({ name, ...figures }) => ({ tool: name, ...figures })),
      errors: { ...traces.totals.errors },
      resources: resources.all(),
      resourcesOverTime,
      startup: startup.rows(allRuns),
      findings: findingsOf([
        traces.findings(),
        ...gatherRuns(allRuns, ({ runId }) => ({
          firstTurn: firstOf(runId),
          startup: startup.slowest(runId),
          resources: resourcesOverTime.find((series) => series.runId === runId),
          trace: traces.trace,
          usualMs
        }))
      ])
    }
  }

  const usualMs = (record: LapRecord): number | null => {
    // Only a timed span has a site: asking for another's would make one.
    const site = record.durationMs === null ? undefined : siteOf(record)
    return site === undefined ? null : quantile(durationsOf(site), 0.5)
  }

  return {
    add: (record) => {
      answer = undefined
      if (!take(record)) {
        repeated += 1
        return "duplicate"
      }
      accepted += 1
      if (record.runId !== undefined) runs.count(record.runId)
      return "accepted"
    },
    addLineProblem: (problem) => {
      answer = undefined
      problems = { ...problems, [problem]: problems[problem] + 1 }
    },
    setLineProblems: ({ duplicate, malformed, oversize, unsupportedVersion }) => {
      answer = undefined
      problems = { duplicate, malformed, oversize, unsupportedVersion }
    },
    report: () => (answer ??= report()),
    trace: traces.trace,
    slowestTrace: traces.slowest
  }
}

const RUNS_WITH_TURNS = 100

const NO_PROBLEMS = { duplicate: 0, malformed: 0, oversize: 0, unsupportedVersion: 0 }
