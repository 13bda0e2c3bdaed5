/** Memory and connections of one run over time; which run is a choice. */
import { NONE } from "../../../sdk/analyze/format.ts"
import { formatBytes, formatCount, formatDuration } from "../../protocol/figures.ts"
import type { RunResources } from "../../protocol/dashboard-data.ts"
import type { DashboardWords } from "../../protocol/dashboard-words.ts"
import { element } from "../page/element.ts"
import { createCard, type Card } from "./card.ts"
import { createLineChart, type Line, type LineChart } from "./line-chart.ts"

export interface ResourceCards {
  readonly cards: readonly Card[]
  readonly charts: readonly LineChart[]
  readonly update: (runs: readonly RunResources[]) => void
}

type Column = "rssBytes" | "heapBytes" | "poolInUse" | "poolSize"
type Drawn = Line & { readonly column: Column }

export const createResourceCards = (words: DashboardWords): ResourceCards => {
  const memory: readonly Drawn[] = [
    {
      label: words.resident,
      kind: "model",
      side: "left",
      format: formatBytes,
      column: "rssBytes",
      isBinary: true
    },
    {
      label: words.heap,
      kind: "tool",
      side: "left",
      format: formatBytes,
      column: "heapBytes",
      isBinary: true
    }
  ]
  const pool: readonly Drawn[] = [
    {
      label: words.inUse,
      kind: "database",
      side: "left",
      format: formatCount,
      column: "poolInUse"
    },
    {
      label: words.size,
      kind: "other",
      side: "left",
      format: formatCount,
      column: "poolSize",
      isDashed: true
    }
  ]
  const parts = [resourceCard(words.memory, memory, words), resourceCard(words.pool, pool, words)]
  return {
    cards: parts.map(({ card }) => card),
    charts: parts.map(({ chart }) => chart),
    update: (runs) => {
      for (const part of parts) part.update(runs)
    }
  }
}

const resourceCard = (title: string, lines: readonly Drawn[], words: DashboardWords) => {
  const card = createCard({ title, tableWord: words.table })
  const chart = createLineChart({
    label: title,
    lines,
    xLabel: words.time,
    formatX: (seconds) => formatDuration(seconds * 1000),
    formatTick: (seconds) => formatDuration(seconds * 1000),
    hasWholeTicks: false
  })
  const choice = element("select", { aria: { label: `${title}: ${words.run}` } })
  let all: readonly RunResources[] = []
  /** Undefined while the user has not chosen: the newest run is shown. */
  let chosen: number | undefined
  const draw = () => {
    const index = Math.min(chosen ?? all.length - 1, all.length - 1)
    const run = all[index]
    card.element.hidden = run === undefined
    if (run === undefined) return
    choice.selectedIndex = index
    const columns = lines.map(({ column }) => run[column])
    chart.update({ x: run.atSeconds, lines: columns })
    card.setTable({
      head: [words.time, ...lines.map(({ label }) => label)],
      rows: run.atSeconds.map((seconds, at) => [
        formatDuration(seconds * 1000),
        ...lines.map(({ format }, line) => {
          const value = columns[line]?.[at] ?? null
          return value === null ? NONE : format(value)
        })
      ])
    })
  }
  choice.addEventListener("change", () => {
    chosen = choice.selectedIndex
    draw()
  })
  card.body.append(choice, chart.element)
  return {
    card,
    chart,
    update: (runs: readonly RunResources[]) => {
      all = runs.filter((run) => lines.some(({ column }) => run[column].some(isKnown)))
      choice.hidden = all.length < 2
      choice.replaceChildren(
        ...all.map(({ label }, index) => element("option", {}, `${index + 1} ${label}`))
      )
      draw()
    }
  }
}

const isKnown = (value: number | null): boolean => value !== null
