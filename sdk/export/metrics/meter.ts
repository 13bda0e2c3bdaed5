/** Adds records up to metrics, for exporters that tell sums and not spans. */

import { RUN_KEYS } from "../../record/keys.ts"
import type { LapRecord } from "../../record/record.ts"
import { clean } from "../exportable.ts"
import { type RunResource, makeRunResources } from "../run-resource.ts"
import { hasIds, wireIds } from "../wire-id.ts"
import type { Exemplar, Family, Labels } from "./family.ts"
import { gaugeName } from "./gauge-name.ts"
import { makeHistogram, makeNumber, makeSeries, OVERFLOW } from "./series.ts"

export interface MeterOptions {
  /** Of each metric and service; 2,000 unless given. */
  readonly maxSeries?: number | undefined
}

export interface Meter {
  readonly record: (record: LapRecord) => void
  /** The metrics of each service, cumulative since the meter was made. */
  readonly read: () => readonly ServiceMetrics[]
}

export interface ServiceMetrics {
  readonly resource: RunResource
  readonly families: readonly Family[]
}

/** Seconds: from a query in memory to a slow model. */
export const DURATION_BOUNDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
]

/** Tokens, as OpenTelemetry's conventions for generative AI ask. */
export const TOKEN_BOUNDS = [
  1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
  67_108_864
]

const MAX_SERIES = 2_000
const MAX_GAUGES = 200

/** A process has one service, a folder of logs a few. */
const MAX_SERVICES = 50
const OTHER_SERVICES: RunResource = {
  serviceName: OVERFLOW,
  serviceVersion: undefined,
  attributes: { [RUN_KEYS.serviceName]: OVERFLOW }
}

export const makeMeter = ({ maxSeries = MAX_SERIES }: MeterOptions = {}): Meter => {
  const resources = makeRunResources()
  const services = new Map<string, ServiceMeter>()
  const serviceOf = (resource: RunResource): ServiceMeter => {
    const found = services.get(resource.serviceName)
    if (found !== undefined) return found
    if (services.size >= MAX_SERVICES && resource !== OTHER_SERVICES) {
      return serviceOf(OTHER_SERVICES)
    }
    const made = makeServiceMeter(resource, maxSeries)
    services.set(resource.serviceName, made)
    return made
  }
  return {
    record: (record) => {
      resources.learn(record)
      if (record.metric === "run") return
      const resource = resources.of(record)
      serviceOf(resource).record(record, resource)
    },
    read: () => [...services.values()].map((service) => service.read())
  }
}

interface ServiceMeter {
  readonly record: (record: LapRecord, resource: RunResource) => void
  readonly read: () => ServiceMetrics
}

const makeServiceMeter = (first: RunResource, maxSeries: number): ServiceMeter => {
  const durations = makeSeries(maxSeries, ["lapline.status"], () => makeHistogram(DURATION_BOUNDS))
  const tokens = makeSeries(maxSeries, ["gen_ai.token.type"], () => makeHistogram(TOKEN_BOUNDS))
  const costs = makeSeries(maxSeries, [], makeNumber)
  const gauges = new Map<string, { value: number; atMicros: number }>()
  let resource = first
  let last = first

  const operation = (record: LapRecord): void => {
    const { durationMs } = record
    if (durationMs === null) return
    durations.at(operationLabels(record)).add(durationMs / 1_000, exemplarOf(record))
  }

  const modelCall = ({ attributes }: LapRecord): void => {
    const model = clean(String(attributes["gen_ai.request.model"] ?? "unknown"))
    const labels = { "gen_ai.operation.name": "chat", "gen_ai.request.model": model }
    for (const type of ["input", "output"]) {
      const count = attributes[`gen_ai.usage.${type}_tokens`]
      if (isAmount(count)) tokens.at({ ...labels, "gen_ai.token.type": type }).add(count)
    }
    const cost = attributes["lapline.cost_usd"]
    if (isAmount(cost)) costs.at(labels).value += cost
  }

  const resourceLine = ({ attributes, endMicros }: LapRecord): void => {
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value !== "number") continue
      const atMicros = endMicros ?? -Infinity
      const known = gauges.get(key)
      const isNewest = known === undefined ? gauges.size < MAX_GAUGES : atMicros >= known.atMicros
      if (isNewest) gauges.set(key, { value, atMicros })
    }
  }

  return {
    record: (record, met) => {
      if (met !== last) {
        last = met
        resource = shared(resource, met)
      }
      if (record.metric === "resource") return resourceLine(record)
      operation(record)
      if (record.metric === "llm_call" && record.step === "total") modelCall(record)
    },
    read: () => ({
      resource,
      families: [
        {
          _tag: "Histogram" as const,
          name: "lapline.operation.duration",
          description: "Duration of an operation, by the source line that spent it.",
          unit: "s",
          bounds: DURATION_BOUNDS,
          points: durations.all().map(([labels, cell]) => cell.point(labels))
        },
        {
          _tag: "Histogram" as const,
          name: "gen_ai.client.token.usage",
          description: "Tokens of a model call.",
          unit: "{token}",
          bounds: TOKEN_BOUNDS,
          points: tokens.all().map(([labels, cell]) => cell.point(labels))
        },
        {
          _tag: "Counter" as const,
          name: "lapline.model.cost.usd",
          description: "What model calls cost, in US dollars, where the price is known.",
          unit: "",
          points: costs.all().map(([labels, { value }]) => ({ labels, value }))
        },
        ...[...gauges].map(([key, { value }]) => toGauge(clean(key), value))
      ].filter(({ points }) => points.length > 0)
    })
  }
}

const operationLabels = ({ metric, step, name, toolName, status, code }: LapRecord): Labels => ({
  "lapline.metric": clean(metric),
  "lapline.step": clean(step),
  "lapline.name": clean(name),
  "lapline.status": status,
  "gen_ai.tool.name": clean(toolName ?? ""),
  "code.file.path": clean(code.file ?? ""),
  "code.line.number": code.line === undefined ? "" : String(code.line),
  "code.function.name": clean(code.function ?? "")
})

const exemplarOf = (record: LapRecord): Exemplar | undefined => {
  if (!hasIds(record) || record.endMicros === null) return undefined
  const { traceId, spanId } = wireIds(record)
  return { value: (record.durationMs ?? 0) / 1_000, traceId, spanId, atMicros: record.endMicros }
}

/** Of several runs of a service, what holds for all of them. */
const shared = (one: RunResource, other: RunResource): RunResource => ({
  serviceName: one.serviceName,
  serviceVersion: one.serviceVersion === other.serviceVersion ? one.serviceVersion : undefined,
  attributes: Object.fromEntries(
    Object.entries(one.attributes).filter(
      ([key, value]) => key === RUN_KEYS.serviceName || other.attributes[key] === value
    )
  )
})

const isAmount = (value: unknown): value is number => typeof value === "number" && value >= 0

/** Figures of the process, each a gauge of its own name. */
const toGauge = (key: string, value: number): Family => {
  const { name, unit, scale } = gaugeName(key)
  const description = `Last value of ${key} on the resource lines.`
  return { _tag: "Gauge", name, unit, description, points: [{ labels: {}, value: value * scale }] }
}
