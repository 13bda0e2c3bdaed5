/** A report as the dashboard shows it. */
import type { ResourceSeries, Report, Run, Turns } from "../../sdk/analyze/model.ts"
import { printable } from "../../sdk/analyze/printable.ts"
import { RESOURCE_KEYS } from "../../sdk/record/keys.ts"
import type {
  DashboardData,
  RunResources,
  RunRow,
  SlowTrace,
  Startup,
  TurnFigures
} from "../protocol/dashboard-data.ts"
import type { Share } from "../protocol/trace-columns.ts"

export interface DashboardDataOptions {
  readonly sources: DashboardData["sources"]
  readonly source: string
  readonly ownerLabel: (owner: Report["ledger"]["owners"][number]["owner"]) => string
}

const MOST_RUNS = 100
const MOST_CHAINS = 24
const MOST_ROWS = 20
const MOST_CHARACTERS = 80

export const dashboardOf = (
  report: Report,
  { sources, source, ownerLabel }: DashboardDataOptions
): DashboardData => {
  const { turns, lines, ledger, resources } = report
  const labels = new Map(report.runs.map((run) => [run.runId, runLabel(run)]))
  return {
    sources,
    source,
    turns: turnFigures(turns),
    iterationsMean: turns.iterationsMean,
    toolsMean: turns.toolsMean,
    peakBytes: resources[RESOURCE_KEYS.rssBytes]?.max ?? null,
    unread: lines.malformed + lines.oversize + lines.unsupportedVersion,
    runs: report.runs.flatMap(runRow).slice(0, MOST_RUNS).toReversed(),
    ledger:
      ledger.turns === 0
        ? []
        : ledger.owners.map(({ owner, totalMs, share }) => {
            return { owner, label: ownerLabel(owner), ms: totalMs, share }
          }),
    resources: report.resourcesOverTime.map((series) =>
      runResources(series, labels.get(series.runId) ?? short(series.runId))
    ),
    chains: report.chains.slice(0, MOST_CHAINS).map(({ tools, count }) => {
      return { tools: tools.map(short), count }
    }),
    tools: report.tools
      .slice(0, MOST_ROWS)
      .map(({ tool, count, errors, totalMs, p50Ms, p95Ms }) => {
        return { tool: short(tool), count, errors, totalMs, p50Ms, p95Ms }
      }),
    startups: startupsOf(report),
    slowest: slowestOf(report)
  }
}

const turnFigures = (turns: Turns): TurnFigures => {
  const { count, errors, p50Ms, p95Ms, p99Ms, maxMs, perSecond } = turns
  return { count, errors, p50Ms, p95Ms, p99Ms, maxMs, perSecond }
}

/** A run without turns (it only started) is no row. */
const runRow = (run: Run): readonly RunRow[] =>
  run.turns === null || run.turns.count === 0
    ? []
    : [{ ...turnFigures(run.turns), label: runLabel(run), startMicros: run.startMicros }]

const runLabel = ({ conversation, serviceName, runId }: Run): string =>
  short(conversation ?? serviceName ?? runId)

const runResources = ({ points }: ResourceSeries, label: string): RunResources => {
  const firstMicros = points[0]?.atMicros ?? 0
  const column = (key: string) => points.map(({ values }) => values[key]?.last ?? null)
  return {
    label,
    atSeconds: points.map(({ atMicros }) => (atMicros - firstMicros) / 1e6),
    rssBytes: column(RESOURCE_KEYS.rssBytes),
    heapBytes: column(RESOURCE_KEYS.heapUsedBytes),
    poolInUse: column(RESOURCE_KEYS.poolInUse),
    poolSize: column(RESOURCE_KEYS.poolSize)
  }
}

/** Shares are of the steps' medians together: what a start is made of, whatever runs at once in it. */
const startupsOf = ({ startup }: Report): readonly Startup[] =>
  [...Map.groupBy(startup, ({ start }) => start ?? "")].map(([kind, rows]) => {
    const whole = rows.find(({ step }) => step === "total")
    const steps = rows.filter(({ step }) => step !== "total")
    const sum = steps.reduce((total, { p50Ms }) => total + (p50Ms ?? 0), 0)
    return {
      kind,
      count: whole?.count ?? Math.max(...rows.map(({ count }) => count)),
      totalMs: whole?.p50Ms ?? null,
      steps: steps.map(({ step, p50Ms }): Share => {
        const ms = p50Ms ?? 0
        return { owner: "step", label: short(step), ms, share: sum === 0 ? 0 : ms / sum }
      })
    }
  })

/** Turns are what people wait for; a log without them offers every span. */
const slowestOf = ({ sites }: Report): readonly SlowTrace[] => {
  const turns = sites.filter(({ metric }) => metric === "turn")
  return (turns.length > 0 ? turns : sites)
    .flatMap(({ name, slowest }) =>
      slowest.flatMap(({ traceId, spanId, durationMs, endMicros }): readonly SlowTrace[] =>
        traceId === undefined
          ? []
          : [{ label: short(name), durationMs, endMicros, trace: traceId, span: spanId ?? null }]
      )
    )
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, MOST_ROWS)
}

const short = (text: string): string =>
  printable(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text)
