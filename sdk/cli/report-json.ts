/** The report as JSON: the shape of report.schema.json, stable for programs. */

import type { Exemplar, Quantiles, Report, Run, Site, Turns } from "../analyze/model.ts"
import type { Choice } from "./report-circumstances.ts"
import { findingJson, ledgerJson } from "./report-findings.ts"
import { formatTimestamp } from "../record/timestamp.ts"

export interface JsonOptions {
  readonly logs: readonly string[]
  readonly choice: Choice | undefined
}

/** Keys are snake_case, times milliseconds, what is not known null. */
export const toJson = (report: Report, { logs, choice }: JsonOptions) => ({
  logs,
  filter: choice ?? null,
  lines: {
    seen: report.lines.seen,
    accepted: report.lines.accepted,
    duplicate: report.lines.duplicate,
    malformed: report.lines.malformed,
    oversize: report.lines.oversize,
    unsupported_version: report.lines.unsupportedVersion
  },
  untimed: report.untimed,
  late_spans: report.lateSpans,
  runs: report.runs.map(runJson),
  sites: report.sites.map(siteJson),
  turns: turnsJson(report.turns),
  ledger: ledgerJson(report),
  conversations: {
    count: report.conversations.count,
    turns_mean: report.conversations.turnsMean,
    tools_mean: report.conversations.toolsMean,
    tools_max: report.conversations.toolsMax
  },
  tools: report.tools.map((row) => ({
    tool: row.tool,
    ...quantilesJson(row),
    total_ms: row.totalMs
  })),
  chains: report.chains,
  errors: report.errors,
  resources: report.resources,
  resources_over_time: report.resourcesOverTime.map(({ runId, widthMs, points }) => ({
    run_id: runId,
    width_ms: widthMs,
    points: points.map(({ atMicros, values }) => ({ timestamp: timestamp(atMicros), values }))
  })),
  startup: report.startup.map((row) => ({
    step: row.step,
    start: row.start ?? null,
    ...quantilesJson(row),
    total_ms: row.totalMs
  })),
  findings: report.findings.map(findingJson)
})

const turnsJson = (turns: Turns) => ({
  ...quantilesJson(turns),
  per_second: turns.perSecond,
  iterations_mean: turns.iterationsMean,
  tools_mean: turns.toolsMean
})

const quantilesJson = (row: Quantiles) => ({
  count: row.count,
  errors: row.errors,
  p50_ms: row.p50Ms,
  p95_ms: row.p95Ms,
  p99_ms: row.p99Ms,
  max_ms: row.maxMs
})

const siteJson = (site: Site) => ({
  file: site.file ?? null,
  line: site.line ?? null,
  function: site.function ?? null,
  name: site.name,
  metric: site.metric,
  step: site.step,
  count: site.count,
  errors: site.errors,
  total_ms: site.totalMs,
  self_ms: site.selfMs,
  p50_ms: site.p50Ms,
  p95_ms: site.p95Ms,
  p99_ms: site.p99Ms,
  min_ms: site.minMs,
  max_ms: site.maxMs,
  share_of_turn: site.shareOfTurn,
  slowest: site.slowest.map(exemplarJson)
})

const exemplarJson = (exemplar: Exemplar) => ({
  trace_id: exemplar.traceId ?? null,
  span_id: exemplar.spanId ?? null,
  session_id: exemplar.sessionId ?? null,
  timestamp: timestamp(exemplar.endMicros),
  duration_ms: exemplar.durationMs
})

const runJson = (run: Run) => ({
  run_id: run.runId,
  timestamp: timestamp(run.startMicros),
  pid: run.pid ?? null,
  language: run.language ?? null,
  sdk_version: run.sdkVersion ?? null,
  service_name: run.serviceName ?? null,
  service_version: run.serviceVersion ?? null,
  git_commit: run.gitCommit ?? null,
  git_dirty: run.gitDirty ?? null,
  root: run.root ?? null,
  start: run.start ?? null,
  conversation: run.conversation ?? null,
  sampling: run.sampling ?? null,
  content: run.content ?? null,
  records: run.records,
  turns: run.turns === null ? null : turnsJson(run.turns)
})

const timestamp = (micros: number | null): string | null =>
  micros === null ? null : (formatTimestamp(micros) ?? null)
