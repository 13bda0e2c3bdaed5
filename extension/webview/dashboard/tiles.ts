/** The few figures over all turns that are read first. */
import { NONE } from "../../../sdk/analyze/format.ts"
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatPercent,
  formatQuantile
} from "../../protocol/figures.ts"
import type { DashboardData } from "../../protocol/dashboard-data.ts"
import type { DashboardWords } from "../../protocol/dashboard-words.ts"
import { fill } from "../../protocol/words.ts"
import { element } from "../page/element.ts"

export const tiles = (data: DashboardData, words: DashboardWords): readonly HTMLElement[] => {
  const { turns, iterationsMean, toolsMean, peakBytes } = data
  const { count, errors, p50Ms, p95Ms, p99Ms, perSecond } = turns
  const number = (value: number | null) => (value === null ? NONE : formatNumber(value))
  return [
    tile(words.turns, formatCount(count), fill(words.failedTurns, formatCount(errors))),
    tile(
      words.median,
      formatQuantile(p50Ms, count, "p50"),
      fill(words.tail, formatQuantile(p95Ms, count, "p95"), formatQuantile(p99Ms, count, "p99"))
    ),
    tile(words.throughput, number(perSecond), words.whileRunning),
    tile(
      words.errorRate,
      count === 0 ? NONE : formatPercent(errors / count),
      `n ${formatCount(count)}`
    ),
    tile(words.perTurn, number(toolsMean), fill(words.iterations, number(iterationsMean))),
    tile(words.peakMemory, peakBytes === null ? NONE : formatBytes(peakBytes), words.resident)
  ]
}

const tile = (label: string, value: string, note: string): HTMLElement =>
  element(
    "div",
    { class: "tile" },
    element("dt", {}, label),
    element("dd", { class: "value" }, value),
    element("dd", { class: "hint" }, note)
  )
