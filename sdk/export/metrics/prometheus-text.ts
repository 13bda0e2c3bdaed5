/** Metrics as Prometheus scrapes them: its text format 0.0.4, and OpenMetrics 1.0 with exemplars. */

import type { Exemplar, Family, HistogramPoint, Labels } from "./family.ts"
import type { ServiceMetrics } from "./meter.ts"
import { labelName, prometheusName } from "./prometheus-name.ts"

export type TextFormat = "prometheus" | "openmetrics"

export const CONTENT_TYPE: Readonly<Record<TextFormat, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
}

/** Every series carries its service as `service_name`; what more is known of a service stands in `target_info`. */
export const toPrometheusText = (
  services: readonly ServiceMetrics[],
  format: TextFormat
): string => {
  const blocks = new Map<string, Block>()
  for (const { resource, families } of services) {
    for (const family of [...families, infoOf(resource.attributes)]) {
      const name = prometheusName(family)
      const block = blocks.get(name) ?? { family, samples: [], seen: new Set<string>() }
      blocks.set(name, block)
      // Two names that differ only in characters Prometheus has not would otherwise be one metric of two kinds or one series twice.
      if (block.family._tag !== family._tag || block.seen.has(family.name + resource.serviceName))
        continue
      if (block.family.name !== family.name) continue
      block.seen.add(family.name + resource.serviceName)
      block.samples.push(...samplesOf(name, family, resource.serviceName, format))
    }
  }
  const text = [...blocks].map(([name, { family, samples }]) =>
    [...headOf(name, family, format), ...samples].join("\n")
  )
  if (format === "openmetrics") text.push("# EOF")
  return text.length === 0 ? "" : `${text.join("\n")}\n`
}

interface Block {
  readonly family: Family
  readonly samples: string[]
  readonly seen: Set<string>
}

const KINDS = { Histogram: "histogram", Counter: "counter", Gauge: "gauge" } as const

/** OpenMetrics names a counter without its `_total`, and a unit only where the name ends in it. */
const headOf = (name: string, family: Family, format: TextFormat): readonly string[] => {
  const isOpen = format === "openmetrics"
  const title = isOpen && family._tag === "Counter" ? name.replace(/_total$/, "") : name
  const unit = /_(seconds|bytes|ratio)$/.exec(title)?.[1]
  return [
    `# HELP ${title} ${escapeHelp(family.description, isOpen)}`,
    `# TYPE ${title} ${KINDS[family._tag]}`,
    ...(isOpen && unit !== undefined ? [`# UNIT ${title} ${unit}`] : [])
  ]
}

const samplesOf = (
  name: string,
  family: Family,
  serviceName: string,
  format: TextFormat
): readonly string[] => {
  const labelsOf = (labels: Labels) => labelText({ ...labels, service_name: serviceName })
  if (family._tag !== "Histogram") {
    return family.points.map(({ labels, value }) => `${name}{${labelsOf(labels)}} ${number(value)}`)
  }
  const { bounds } = family
  return family.points.flatMap((point) => {
    // The buckets of a point differ in their bound alone, and there are thousands of them.
    const labels = labelsOf(point.labels)
    return [
      ...bucketsOf(point, bounds).map(({ le, count, exemplar }) => {
        const mark = format === "openmetrics" ? exemplarText(exemplar) : ""
        return `${name}_bucket{${labels},le="${le}"} ${count}${mark}`
      }),
      `${name}_sum{${labels}} ${number(point.sum)}`,
      `${name}_count{${labels}} ${point.count}`
    ]
  })
}

interface Bucket {
  readonly le: string
  readonly count: number
  readonly exemplar: Exemplar | undefined
}

/** Prometheus counts in each bucket what is in the lower ones too. */
const bucketsOf = (point: HistogramPoint, bounds: readonly number[]): readonly Bucket[] => {
  let count = 0
  return point.bucketCounts.map((own, index) => {
    count += own
    const le = number(bounds[index] ?? Infinity)
    return { le: /^\d+$/.test(le) ? `${le}.0` : le, count, exemplar: point.exemplars[index] }
  })
}

const exemplarText = (exemplar: Exemplar | undefined): string => {
  if (exemplar === undefined) return ""
  const { traceId, spanId, value, atMicros } = exemplar
  const at = (atMicros / 1e6).toFixed(3)
  return ` # {trace_id="${traceId}",span_id="${spanId}"} ${number(value)} ${at}`
}

/** Labels without a value are as good as absent, and say less. */
const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${labelName(key)}="${escapeLabel(value)}"`)
    .join(",")

const number = (value: number): string =>
  Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : value < 0 ? "-Inf" : "NaN"

const escapeLabel = (text: string): string =>
  text.toWellFormed().replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")

const escapeHelp = (text: string, isOpen: boolean): string => {
  const escaped = text.toWellFormed().replaceAll("\\", "\\\\").replaceAll("\n", "\\n")
  return isOpen ? escaped.replaceAll('"', '\\"') : escaped
}

/** Texts only: numbers such as the process id make a new series of every start. */
const infoOf = (attributes: Readonly<Record<string, unknown>>): Family => {
  const told = Object.entries(attributes).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === "string" && entry[0] !== "service.name"
  )
  const byName = new Map(told.map(([key, value]) => [labelName(key), value]))
  byName.delete("service_name")
  return {
    _tag: "Gauge",
    name: "target.info",
    description: "What is known of the service.",
    unit: "",
    points: [{ labels: Object.fromEntries(byName), value: 1 }]
  }
}
