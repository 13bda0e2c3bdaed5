/** Resources over time: the resource lines of each run on a time axis of bounded length. */

import type { LapRecord } from "../record/record.ts"
import type { ResourcePoint, ResourceSeries } from "./model.ts"

export interface ResourceSeriesSet {
  readonly add: (line: LapRecord) => void
  /** Runs in the order of their first points. */
  readonly all: () => readonly ResourceSeries[]
}

const MAX_RUNS = 50
const MAX_POINTS = 120
const MAX_KEYS = 16
/** The finest grid: lines come once a second and at the end of a turn. */
const FINEST_MICROS = 100_000

interface Figure {
  last: number
  lastMicros: number
  min: number
  max: number
}

type Point = Map<string, Figure>

interface Series {
  widthMicros: number
  points: Map<number, Point>
}

/**
 * At most 120 points a run: when there are more, the grid becomes twice as coarse and neighbours become one. The grid is
 * anchored at the epoch, so points do not depend on the order of the lines. Past 50 runs new ones are not kept.
 */
export const createResourceSeries = (): ResourceSeriesSet => {
  const runs = new Map<string, Series>()
  return {
    add: ({ runId, endMicros, attributes }) => {
      if (runId === undefined || endMicros === null) return
      if (!runs.has(runId) && runs.size >= MAX_RUNS) return
      const series = runs.get(runId) ?? { widthMicros: FINEST_MICROS, points: new Map() }
      runs.set(runId, series)
      const point = pointAt(series.points, Math.floor(endMicros / series.widthMicros))
      for (const [key, value] of Object.entries(attributes)) {
        if (typeof value !== "number" || !Number.isFinite(value)) continue
        addFigure(point, key, { last: value, lastMicros: endMicros, min: value, max: value })
      }
      while (series.points.size > MAX_POINTS) coarsen(series)
    },
    all: () => [...runs].map(([runId, series]) => toSeries(runId, series)).sort(compareSeries)
  }
}

const pointAt = (points: Map<number, Point>, index: number): Point => {
  const known = points.get(index)
  if (known !== undefined) return known
  const made: Point = new Map()
  points.set(index, made)
  return made
}

const addFigure = (point: Point, key: string, figure: Figure): void => {
  const known = point.get(key)
  if (known === undefined) {
    if (point.size < MAX_KEYS) point.set(key, { ...figure })
    return
  }
  known.min = Math.min(known.min, figure.min)
  known.max = Math.max(known.max, figure.max)
  const { lastMicros, last } = figure
  if (lastMicros > known.lastMicros || (lastMicros === known.lastMicros && last > known.last)) {
    known.last = last
    known.lastMicros = lastMicros
  }
}

const coarsen = (series: Series): void => {
  const points = new Map<number, Point>()
  for (const [index, point] of series.points) {
    const wider = pointAt(points, Math.floor(index / 2))
    for (const [key, figure] of point) addFigure(wider, key, figure)
  }
  series.widthMicros *= 2
  series.points = points
}

const toSeries = (runId: string, { widthMicros, points }: Series): ResourceSeries => ({
  runId,
  widthMs: widthMicros / 1000,
  points: [...points]
    .sort(([a], [b]) => a - b)
    .map(([index, point]): ResourcePoint => ({
      atMicros: index * widthMicros,
      values: Object.fromEntries(
        [...point]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, { last, min, max }]) => [key, { last, min, max }])
      )
    }))
})

const compareSeries = (a: ResourceSeries, b: ResourceSeries): number =>
  (a.points[0]?.atMicros ?? 0) - (b.points[0]?.atMicros ?? 0) || (a.runId < b.runId ? -1 : 1)
