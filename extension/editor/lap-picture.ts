/** The distribution and the last laps of a site as one picture, drawn from numbers alone. */
import type { Site } from "../../sdk/analyze/model.ts"
import { formatDuration } from "../protocol/figures.ts"

export interface LapPicture {
  /** SVG text; it names nothing from the log. */
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** Colours that have to be known before drawing: a picture in a hover knows nothing of the theme. */
export interface PictureColors {
  readonly bar: string
  readonly hot: string
  readonly text: string
  readonly axis: string
}

export type PicturedSite = Pick<Site, "buckets" | "minMs" | "maxMs" | "p50Ms" | "p95Ms">

const PANEL = 180
const GAP = 20
const BARS_TOP = 14
const BARS_HEIGHT = 46
const HEIGHT = 76
const COLUMNS = 30

/** On the left how often a lap took how long, short to long on a scale of equal ratios; on the right the last laps in their order. */
export const lapPicture = (
  site: PicturedSite,
  lapsMs: readonly number[],
  colors: PictureColors
): LapPicture => {
  const hasTrend = lapsMs.length > 1
  const width = hasTrend ? 2 * PANEL + GAP : PANEL
  const panels = [distribution(site, colors), ...(hasTrend ? [trend(lapsMs, site, colors)] : [])]
  const moved = panels.map(
    (panel, at) => `<g transform="translate(${at * (PANEL + GAP)},0)">${panel}</g>`
  )
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}"`
  const font = `font-family="system-ui,sans-serif" font-size="10" fill="${colors.text}"`
  return { svg: `${open} ${font}>${moved.join("")}</svg>`, width, height: HEIGHT }
}

/** How many laps fall into each of 30 stretches of equal ratio between the shortest and the longest. */
export const columnsOf = ({ buckets, minMs, maxMs }: PicturedSite): readonly number[] => {
  const columns = Array.from({ length: COLUMNS }, () => 0)
  const position = positionIn(minMs, maxMs)
  for (const { lowMs, highMs, count } of buckets) {
    const middle = Math.sqrt(Math.max(lowMs, Number.MIN_VALUE) * highMs)
    const at = Math.min(COLUMNS - 1, Math.floor(position(middle) * COLUMNS))
    columns[at] = (columns[at] ?? 0) + count
  }
  return columns
}

const distribution = (site: PicturedSite, colors: PictureColors): string => {
  const { minMs, maxMs, p50Ms, p95Ms } = site
  const columns = columnsOf(site)
  const position = positionIn(minMs, maxMs)
  const mark = (ms: number | null, name: string) => {
    if (ms === null) return ""
    const x = round(position(ms) * PANEL)
    const anchor = x > PANEL - 24 ? "end" : "start"
    return (
      `<path d="M${x} ${BARS_TOP - 4}V${BARS_TOP + BARS_HEIGHT}" stroke="${colors.text}" stroke-dasharray="2 2"/>` +
      `<text x="${x + (anchor === "end" ? -3 : 3)}" y="9" text-anchor="${anchor}">${name}</text>`
    )
  }
  const isClose = p50Ms !== null && p95Ms !== null && position(p95Ms) - position(p50Ms) < 0.2
  return [
    barsOf(columns, () => colors.bar),
    axis(colors),
    mark(p50Ms, "p50"),
    isClose ? "" : mark(p95Ms, "p95"),
    ends(formatDuration(minMs), formatDuration(maxMs))
  ].join("")
}

const trend = (lapsMs: readonly number[], site: PicturedSite, colors: PictureColors): string => {
  const limit = site.p95Ms ?? Number.POSITIVE_INFINITY
  const bars = barsOf(lapsMs, (ms) => (ms > limit ? colors.hot : colors.bar))
  const last = formatDuration(lapsMs.at(-1) ?? 0)
  return [bars, axis(colors), ends(`−${lapsMs.length}`, last)].join("")
}

const barsOf = (values: readonly number[], color: (value: number) => string): string => {
  const most = Math.max(...values, Number.MIN_VALUE)
  const step = PANEL / Math.max(values.length, COLUMNS)
  return values
    .map((value, at) => {
      if (value <= 0) return ""
      const height = round(Math.max(1.5, (value / most) * BARS_HEIGHT))
      const y = round(BARS_TOP + BARS_HEIGHT - height)
      return `<rect x="${round(at * step)}" y="${y}" width="${round(step - 1)}" height="${height}" rx="1" fill="${color(value)}"/>`
    })
    .join("")
}

const axis = ({ axis: color }: PictureColors): string =>
  `<path d="M0 ${BARS_TOP + BARS_HEIGHT + 0.5}H${PANEL}" stroke="${color}"/>`

const ends = (left: string, right: string): string =>
  `<text x="0" y="${HEIGHT - 3}">${left}</text>` +
  `<text x="${PANEL}" y="${HEIGHT - 3}" text-anchor="end">${right}</text>`

/** 0 to 1 on a scale of equal ratios; a half where there is no length. */
const positionIn = (minMs: number, maxMs: number) => {
  const low = Math.max(minMs, 1e-6)
  const ratio = Math.log(Math.max(maxMs, low) / low)
  return (ms: number): number =>
    ratio === 0 ? 0.5 : Math.min(1, Math.max(0, Math.log(Math.max(ms, low) / low) / ratio))
}

const round = (value: number): number => Math.round(value * 10) / 10
