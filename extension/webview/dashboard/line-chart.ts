/** Lines over a common axis, drawn by uPlot in the theme's colours. */
import uPlot from "uplot"
import { NONE } from "../../../sdk/analyze/format.ts"
import { element } from "../page/element.ts"
import type { Kind, Theme } from "../page/theme.ts"

export interface LineChart {
  readonly element: HTMLElement
  readonly update: (data: ChartData) => void
  readonly setTheme: (theme: Theme) => void
}

export interface ChartData {
  readonly x: readonly number[]
  /** One list a line, as long as `x`; null leaves a gap. */
  readonly lines: readonly (readonly (number | null)[])[]
}

export interface LineChartOptions {
  readonly label: string
  readonly lines: readonly Line[]
  readonly xLabel: string
  readonly formatX: (x: number) => string
  /** Of a tick, where there is less room than in the legend. */
  readonly formatTick: (x: number) => string
  /** Ticks at whole numbers alone. */
  readonly hasWholeTicks: boolean
}

export interface Line {
  readonly label: string
  readonly kind: Kind
  readonly format: (value: number) => string
  /** Lines of other units have an axis of their own, at the right. */
  readonly side: "left" | "right"
  readonly isDashed?: boolean
  /** Ticks stand at multiples of a power of two: round for bytes. */
  readonly isBinary?: boolean
}

const HEIGHT_PX = 190
const AXIS_PX = 62
const POWERS_OF_TWO = Array.from({ length: 50 }, (_, power) => 2 ** power)
const X_AXIS_PX = 28

export const createLineChart = (options: LineChartOptions): LineChart => {
  // The figures are in the card's table; the picture itself is one image to a screen reader.
  const holder = element("div", { class: "chart", role: "img", aria: { label: options.label } })
  let chart: uPlot | undefined
  let data: ChartData = { x: [], lines: options.lines.map(() => []) }
  let theme: Theme | undefined

  const aligned = (): uPlot.AlignedData => [[...data.x], ...data.lines.map((line) => [...line])]
  const build = () => {
    chart?.destroy()
    chart = undefined
    if (theme === undefined || holder.clientWidth === 0 || data.x.length === 0) return
    chart = new uPlot(plotOptions(options, theme, holder.clientWidth), aligned(), holder)
  }
  new ResizeObserver(() => {
    if (chart === undefined) build()
    else chart.setSize({ width: holder.clientWidth, height: HEIGHT_PX })
  }).observe(holder)

  return {
    element: holder,
    update: (next) => {
      data = next
      if (chart === undefined || data.x.length === 0) build()
      else chart.setData(aligned())
    },
    setTheme: (next) => {
      theme = next
      build()
    }
  }
}

const plotOptions = (
  { lines, xLabel, formatX, formatTick, hasWholeTicks }: LineChartOptions,
  theme: Theme,
  width: number
): uPlot.Options => {
  const shared = {
    stroke: theme.dim,
    font: `11px ${theme.font}`,
    ticks: { show: false },
    grid: { stroke: theme.grid, width: 1 }
  }
  const axis = (side: Line["side"]): readonly uPlot.Axis[] => {
    const line = lines.find((each) => each.side === side)
    if (line === undefined) return []
    return [
      {
        ...shared,
        scale: side,
        side: side === "left" ? 3 : 1,
        size: AXIS_PX,
        ...(side === "right" ? { grid: { show: false } } : {}),
        ...(line.isBinary === true ? { incrs: POWERS_OF_TWO } : {}),
        values: (_, ticks) => ticks.map((tick) => line.format(tick))
      }
    ]
  }
  const fromZero = {
    range: (_: uPlot, __: number, max: number): [number, number] => [0, max > 0 ? max * 1.08 : 1]
  }
  return {
    width,
    height: HEIGHT_PX,
    padding: [8, lines.some(({ side }) => side === "right") ? 0 : 12, 0, 0],
    scales: { x: { time: false }, left: fromZero, right: fromZero },
    cursor: { drag: { x: false, y: false } },
    axes: [
      {
        ...shared,
        size: X_AXIS_PX,
        grid: { show: false },
        ...(hasWholeTicks ? { incrs: [1, 2, 5, 10, 20, 50, 100] } : {}),
        values: (_, ticks) => ticks.map(formatTick)
      },
      ...axis("left"),
      ...axis("right")
    ],
    series: [
      { label: xLabel, value: toLegend(formatX) },
      ...lines.map(({ label, kind, format, side, isDashed = false }): uPlot.Series => ({
        label,
        scale: side,
        stroke: theme.kinds[kind],
        width: 2,
        ...(isDashed ? { dash: [5, 4] } : {}),
        points: { size: 6, fill: theme.kinds[kind] },
        value: toLegend(format)
      }))
    ]
  }
}

/** Of the point under the pointer; without one the legend tells of the last point. */
const toLegend =
  (format: (value: number) => string) =>
  (plot: uPlot, value: number | null, series: number, index: number | null): string => {
    const told = index === null ? plot.data?.[series]?.at(-1) : value
    return told === null || told === undefined ? NONE : format(told)
  }
