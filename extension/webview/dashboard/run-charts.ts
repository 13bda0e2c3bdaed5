/** The charts that compare runs: durations, throughput, failures. */
import { NONE } from "../../../sdk/analyze/format.ts"
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatQuantileCell
} from "../../protocol/figures.ts"
import type { RunRow } from "../../protocol/dashboard-data.ts"
import type { DashboardWords } from "../../protocol/dashboard-words.ts"
import { instantText } from "../page/instant.ts"
import { createCard, type Card } from "./card.ts"
import { createLineChart, type LineChart } from "./line-chart.ts"

export interface RunCard {
  readonly card: Card
  readonly chart: LineChart
  readonly update: (runs: readonly RunRow[]) => void
}

export const createRunCards = (words: DashboardWords): readonly RunCard[] => {
  let shown: readonly RunRow[] = []
  const axis = {
    xLabel: words.run,
    formatX: (x: number) => runName(shown[x - 1], x),
    formatTick: (x: number) => (Number.isInteger(x) ? String(x) : ""),
    hasWholeTicks: true
  }
  const duration = createLineChart({
    ...axis,
    label: words.duration,
    lines: [
      { label: "p50", kind: "tool", side: "left", format: formatDuration },
      { label: "p95", kind: "rag", side: "left", format: formatDuration },
      { label: "max", kind: "other", side: "left", format: formatDuration, isDashed: true }
    ]
  })
  const rate = createLineChart({
    ...axis,
    label: words.rate,
    lines: [
      { label: words.throughput, kind: "startup", side: "left", format: formatNumber },
      {
        label: words.errorRate,
        kind: "model",
        side: "right",
        format: formatPercent,
        isDashed: true
      }
    ]
  })
  const durations = createCard({ title: words.duration, tableWord: words.table })
  durations.body.append(duration.element)
  const rates = createCard({ title: words.rate, tableWord: words.table })
  rates.body.append(rate.element)
  const x = (runs: readonly RunRow[]) => runs.map((_, index) => index + 1)
  return [
    {
      card: durations,
      chart: duration,
      update: (runs) => {
        shown = runs
        duration.update({
          x: x(runs),
          lines: [
            runs.map(({ p50Ms }) => p50Ms),
            runs.map(({ p95Ms }) => p95Ms),
            runs.map(({ maxMs }) => maxMs)
          ]
        })
        durations.setTable({
          head: [words.run, words.n, "p50", "p95", "p99", "max"],
          rows: runs.map((run, index) => [
            runName(run, index + 1),
            formatCount(run.count),
            formatQuantileCell(run.p50Ms, run.count, "p50"),
            formatQuantileCell(run.p95Ms, run.count, "p95"),
            formatQuantileCell(run.p99Ms, run.count, "p99"),
            run.maxMs === null ? NONE : formatDuration(run.maxMs)
          ])
        })
      }
    },
    {
      card: rates,
      chart: rate,
      update: (runs) => {
        shown = runs
        rate.update({
          x: x(runs),
          lines: [runs.map(({ perSecond }) => perSecond), runs.map(failedShare)]
        })
        rates.setTable({
          head: [words.run, words.n, words.throughput, words.failed, words.errorRate],
          rows: runs.map((run, index) => [
            runName(run, index + 1),
            formatCount(run.count),
            run.perSecond === null ? NONE : formatNumber(run.perSecond),
            formatCount(run.errors),
            formatPercent(failedShare(run))
          ])
        })
      }
    }
  ]
}

const failedShare = ({ errors, count }: RunRow): number => (count === 0 ? 0 : errors / count)

const runName = (run: RunRow | undefined, number: number): string => {
  if (run === undefined) return String(number)
  const when = run.startMicros === null ? "" : ` · ${instantText(run.startMicros / 1000)}`
  return `${number} ${run.label}${when}`
}
