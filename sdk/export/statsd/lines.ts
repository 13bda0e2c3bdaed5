/** Records as StatsD lines: timers, counters and gauges; with tags in DogStatsD's dialect alone. */

import { RUN_KEYS } from "../../record/keys.ts"
import type { LapRecord } from "../../record/record.ts"
import { clean } from "../exportable.ts"
import { gaugeName } from "../metrics/gauge-name.ts"
import { OVERFLOW } from "../metrics/series.ts"

export type Dialect = "statsd" | "dogstatsd"

export interface LinesOptions {
  readonly dialect: Dialect
  /** What every name begins with. */
  readonly prefix: string
  /** Names of operations told apart; later ones share `__overflow__`. */
  readonly maxNames?: number | undefined
}

/**
 * The lines of a record, each without its line end; each counts once, there is no sampling. An operation is a timer in
 * milliseconds (StatsD) or a distribution in seconds (DogStatsD), and a counter by status; figures of a resource line are gauges.
 */
export const makeStatsdLines = (
  options: LinesOptions
): ((record: LapRecord) => readonly string[]) => {
  const bounded = makeBound(options.maxNames ?? 1_000)
  const write = options.dialect === "dogstatsd" ? tagged : plain
  return (record) => {
    if (record.metric === "run") return []
    return record.metric === "resource"
      ? gaugeLines(record, options.prefix)
      : write(record, options.prefix, bounded)
  }
}

type Bound = (name: string) => string

/** A StatsD server keeps every name it ever met. */
const makeBound = (maxNames: number): Bound => {
  const names = new Set<string>()
  return (name) => {
    if (names.has(name)) return name
    if (names.size >= maxNames) return OVERFLOW
    names.add(name)
    return name
  }
}

const plain = (record: LapRecord, prefix: string, bounded: Bound): readonly string[] => {
  const { durationMs, metric, name, status, step } = record
  const path = bounded([metric, name, step].map(segment).join("."))
  const timer = durationMs === null ? [] : [`${prefix}.duration.${path}:${decimal(durationMs)}|ms`]
  return [...timer, `${prefix}.count.${path}.${status}:1|c`]
}

const tagged = (record: LapRecord, prefix: string, bounded: Bound): readonly string[] => {
  const { code, durationMs, metric, name, status, step, toolName } = record
  const source = code.file === undefined ? "" : [code.file, code.line ?? ""].join(":")
  const bound = bounded([metric, step, name, source].join("\n")) !== OVERFLOW
  const tags = {
    metric: bound ? metric : OVERFLOW,
    step: bound ? step : OVERFLOW,
    name: bound ? name : OVERFLOW,
    status,
    tool: bound ? (toolName ?? "") : "",
    source: bound ? source : "",
    function: bound ? (code.function ?? "") : ""
  }
  const suffix = Object.entries(tags)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}:${tagValue(value)}`)
    .join(",")
  const seconds = durationMs === null ? [] : [decimal(durationMs / 1_000)]
  return [
    ...seconds.map((value) => `${prefix}.operation.duration:${value}|d|#${suffix}`),
    `${prefix}.operation.count:1|c|#${suffix}`
  ]
}

const gaugeLines = ({ attributes }: LapRecord, prefix: string): readonly string[] =>
  Object.entries(attributes).flatMap(([key, given]) => {
    if (typeof given !== "number" || key === RUN_KEYS.pid) return []
    const { name, scale } = gaugeName(clean(key))
    const path = `${prefix}.${name.split(".").map(segment).join(".")}`
    const line = `${path}:${decimal(given * scale)}|g`
    // A sign would mean a change by so much: first to zero, then down from there.
    return given < 0 ? [`${path}:0|g`, line] : [line]
  })

const MAX_SEGMENT = 120

/** Dots separate; colon, bar, hash, at and line ends have a meaning of their own. */
const segment = (text: string): string =>
  clean(text)
    .replaceAll(/[^A-Za-z0-9_-]+/g, "_")
    .slice(0, MAX_SEGMENT) || "_"

/** Bytes: a line with all of its tags fits into a packet. */
const MAX_TAG = 120

const tagValue = (text: string): string =>
  Buffer.from(clean(text).replaceAll(/[\s,|#\p{Cc}]+/gu, "_"))
    .subarray(0, MAX_TAG)
    .toString()
    .replace(/\uFFFD$/, "") || "_"

/** Never in exponent form, which servers do not read; digits below a nanosecond of a timer are noise. */
const decimal = (value: number): string =>
  Math.abs(value) >= 1e21 ? String(BigInt(value)) : value.toFixed(6).replace(/\.?0+$/, "")
