/** One value or histogram for each combination of labels, at most so many: what comes later shares one series. */

import type { Exemplar, HistogramPoint, Labels } from "./family.ts"

/** Stands for every label value that found no room. */
export const OVERFLOW = "__overflow__"

export interface Series<Cell> {
  readonly at: (labels: Labels) => Cell
  readonly all: () => readonly (readonly [Labels, Cell])[]
}

/** Longer label values are cut. */
const MAX_LABEL = 200

/** `keep` names labels with few values: the overflowing series is told apart by them. */
export const makeSeries = <Cell>(
  maxSeries: number,
  keep: readonly string[],
  make: () => Cell
): Series<Cell> => {
  const series = new Map<string, readonly [Labels, Cell]>()
  const find = (labels: Labels, isOverflow: boolean): Cell => {
    const key = JSON.stringify(Object.values(labels))
    const found = series.get(key)
    if (found !== undefined) return found[1]
    if (series.size >= maxSeries && !isOverflow) return find(overflowing(labels, keep), true)
    const cell = make()
    series.set(key, [labels, cell])
    return cell
  }
  return {
    at: (labels) => find(cut(labels), false),
    all: () => [...series.values()]
  }
}

/** Well-formed before they are compared: what is the same when it is written must be the same series. */
const cut = (labels: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key, value.slice(0, MAX_LABEL).toWellFormed()])
  )

const overflowing = (labels: Labels, keep: readonly string[]): Labels =>
  Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key, keep.includes(key) ? value : OVERFLOW])
  )

export interface HistogramCell {
  readonly add: (value: number, exemplar?: Exemplar) => void
  readonly point: (labels: Labels) => HistogramPoint
}

export const makeHistogram = (bounds: readonly number[]): HistogramCell => {
  const bucketCounts = Array.from({ length: bounds.length + 1 }, () => 0)
  const exemplars: (Exemplar | undefined)[] = bucketCounts.map(() => undefined)
  let count = 0
  let sum = 0
  let min = Infinity
  let max = -Infinity
  return {
    add: (value, exemplar) => {
      const over = bounds.findIndex((bound) => value <= bound)
      const bucket = over < 0 ? bounds.length : over
      bucketCounts[bucket] = (bucketCounts[bucket] ?? 0) + 1
      if (exemplar !== undefined) exemplars[bucket] = exemplar
      count += 1
      sum += value
      min = Math.min(min, value)
      max = Math.max(max, value)
    },
    point: (labels) => ({
      labels,
      count,
      sum,
      min,
      max,
      bucketCounts: [...bucketCounts],
      exemplars: [...exemplars]
    })
  }
}

export const makeNumber = (): { value: number } => ({ value: 0 })
