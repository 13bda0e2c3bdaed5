/** Metrics as OTLP: cumulative sums, gauges and histograms with explicit bounds. */

import type { OtlpMetrics } from "effect/observability"
import { grouped } from "../grouped.ts"
import type { Family, Labels } from "../metrics/family.ts"
import type { ServiceMetrics } from "../metrics/meter.ts"
import type { RunResource } from "../run-resource.ts"
import { toKeyValues } from "./attributes.ts"
import { toResource, SCOPE } from "./resource.ts"
import { nanos } from "./time.ts"

export type MetricsData = OtlpMetrics.MetricsData
type Metric = MetricsData["resourceMetrics"][number]["scopeMetrics"][number]["metrics"][number]

/** One metric with one point of one service: what a request can be split into when it is too large. */
export interface MetricPoint {
  readonly resource: RunResource
  readonly family: Family
  readonly startMicros: number
  readonly atMicros: number
}

/** `startMicros` is when counting began. */
export const toMetricPoints = (
  services: readonly ServiceMetrics[],
  startMicros: number,
  atMicros: number
): readonly MetricPoint[] =>
  services.flatMap(({ resource, families }) =>
    families.flatMap(onePointEach).map((family) => ({ resource, family, startMicros, atMicros }))
  )

const onePointEach = (family: Family): readonly Family[] =>
  family._tag === "Histogram"
    ? family.points.map((point) => ({ ...family, points: [point] }))
    : family.points.map((point) => ({ ...family, points: [point] }))

export const toMetricsData = (points: readonly MetricPoint[]): MetricsData => ({
  resourceMetrics: grouped(points, ({ resource }) => resource).map(([resource, group]) => ({
    resource: toResource(resource),
    scopeMetrics: [
      {
        scope: SCOPE,
        metrics: grouped(group, ({ family }) => family._tag + family.name).flatMap(([, same]) =>
          toMetric(same)
        )
      }
    ]
  }))
})

const CUMULATIVE = 2

const toMetric = (group: readonly MetricPoint[]): readonly Metric[] => {
  const [first] = group
  if (first === undefined) return []
  const { name, description, unit, _tag } = first.family
  const base = { name, description, unit }
  if (_tag === "Histogram") {
    const dataPoints = group.flatMap(histogramPoints)
    return [{ ...base, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } }]
  }
  const dataPoints = group.flatMap(numberPoints)
  if (_tag === "Gauge") return [{ ...base, gauge: { dataPoints } }]
  return [{ ...base, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } }]
}

type Histogram = NonNullable<Metric["histogram"]>["dataPoints"][number]

const histogramPoints = ({ family, ...times }: MetricPoint): readonly Histogram[] =>
  family._tag !== "Histogram"
    ? []
    : family.points.map(({ labels, count, sum, min, max, bucketCounts }) => ({
        ...spanOf(times),
        attributes: labelsOf(labels),
        count,
        sum,
        min,
        max,
        bucketCounts: [...bucketCounts],
        explicitBounds: [...family.bounds]
      }))

type NumberPoint = NonNullable<Metric["gauge"]>["dataPoints"][number]

const numberPoints = ({ family, ...times }: MetricPoint): readonly NumberPoint[] =>
  family._tag === "Histogram"
    ? []
    : family.points.map(({ labels, value }) => ({
        ...spanOf(times),
        attributes: labelsOf(labels),
        asDouble: value
      }))

/** A label without a value is one the operation does not have. */
const labelsOf = (labels: Labels) =>
  toKeyValues(Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== "")))

const spanOf = ({ startMicros, atMicros }: Omit<MetricPoint, "family">) => ({
  startTimeUnixNano: nanos(startMicros),
  timeUnixNano: nanos(atMicros)
})
