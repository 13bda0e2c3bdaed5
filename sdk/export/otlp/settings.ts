/** Where OTLP goes and how: options first, then OpenTelemetry's environment, then its defaults. */

import type { Protocol, Signal } from "./body.ts"

export interface OtlpOptions {
  /** Base address, such as `http://127.0.0.1:4318`; `/v1/traces` and the like are added. */
  readonly endpoint?: string | undefined
  /** Sent with every request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly protocol?: Protocol | undefined
  readonly compression?: "gzip" | "none" | undefined
  /** Traces and metrics unless given. */
  readonly signals?: readonly Signal[] | undefined
  /** Milliseconds that one request may take; 10,000 unless given. */
  readonly timeoutMs?: number | undefined
  /** Milliseconds from one sending of metrics to the next; 60,000 unless given. */
  readonly metricIntervalMs?: number | undefined
  /** Of spans and of log records, each; 20,000 unless given. */
  readonly maxQueue?: number | undefined
  /** Items of one request; 512 unless given. */
  readonly maxBatch?: number | undefined
  /** Milliseconds that a span waits for others; 5,000 unless given. */
  readonly intervalMs?: number | undefined
  /** Milliseconds that closing may take; 3,000 unless given. */
  readonly closeMs?: number | undefined
}

export interface SignalSettings {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly protocol: Protocol
  readonly compression: "gzip" | "none"
  readonly timeoutMs: number
}

export interface OtlpSettings {
  /** Those to send. */
  readonly signals: Partial<Readonly<Record<Signal, SignalSettings>>>
  readonly metricIntervalMs: number
  readonly maxQueue: number
  readonly maxBatch: number
  readonly intervalMs: number
  readonly closeMs: number
}

export type Environment = Readonly<Record<string, string | undefined>>

export const SIGNALS: readonly Signal[] = ["traces", "metrics", "logs"]

/** Throws a TypeError that names the variable or option which cannot be used; it never shows a header's value. */
export const otlpSettings = (options: OtlpOptions, env: Environment): OtlpSettings => {
  const chosen = options.signals ?? signalsOf(env)
  const signals = Object.fromEntries(
    chosen.map((signal) => [signal, signalSettings(signal, options, env)])
  )
  return {
    signals,
    metricIntervalMs:
      options.metricIntervalMs ?? whole(env, ["OTEL_METRIC_EXPORT_INTERVAL"]) ?? 60_000,
    maxQueue: options.maxQueue ?? whole(env, ["OTEL_BSP_MAX_QUEUE_SIZE"]) ?? 20_000,
    maxBatch: options.maxBatch ?? whole(env, ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"]) ?? 512,
    intervalMs: options.intervalMs ?? whole(env, ["OTEL_BSP_SCHEDULE_DELAY"]) ?? 5_000,
    closeMs: options.closeMs ?? 3_000
  }
}

/** OTEL_<SIGNAL>_EXPORTER switches a signal on (`otlp`) or off (`none`). Log lines repeat the spans, so they are asked for. */
const signalsOf = (env: Environment): readonly Signal[] =>
  SIGNALS.filter((signal) => {
    const said = given(env, [`OTEL_${signal.toUpperCase()}_EXPORTER`])
    if (said === undefined) return signal !== "logs"
    return said.split(",").some((name) => name.trim().toLowerCase() === "otlp")
  })

const signalSettings = (signal: Signal, options: OtlpOptions, env: Environment): SignalSettings => {
  const names = (name: string) => [
    `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`,
    `OTEL_EXPORTER_OTLP_${name}`
  ]
  return {
    url: urlOf(signal, options, env),
    headers: options.headers ?? parseHeaders(given(env, names("HEADERS")) ?? ""),
    protocol: options.protocol ?? choice(env, names("PROTOCOL"), PROTOCOLS) ?? "http/protobuf",
    compression: options.compression ?? choice(env, names("COMPRESSION"), COMPRESSIONS) ?? "none",
    timeoutMs: options.timeoutMs ?? whole(env, names("TIMEOUT")) ?? 10_000
  }
}

const PROTOCOLS = ["http/protobuf", "http/json"] as const
const COMPRESSIONS = ["gzip", "none"] as const

/** An address for one signal is taken as it is, a common one gets the signal's path. */
const urlOf = (signal: Signal, options: OtlpOptions, env: Environment): URL => {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`
  const alone = options.endpoint === undefined ? given(env, [own]) : undefined
  if (alone !== undefined) return parseUrl(alone, own)
  const base = options.endpoint ?? given(env, ["OTEL_EXPORTER_OTLP_ENDPOINT"]) ?? LOCAL
  const url = parseUrl(base, options.endpoint === undefined ? COMMON : "endpoint")
  url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/${signal}`
  return url
}

const COMMON = "OTEL_EXPORTER_OTLP_ENDPOINT"
const LOCAL = "http://localhost:4318"

const parseUrl = (text: string, name: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`${name} is no http or https address`)
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(`${name} holds a password: give it as a header`)
  }
  return url
}

/** `key=value,key2=value2`, percent-encoded, as OpenTelemetry writes headers. Pairs that are none are left out. */
export const parseHeaders = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split(",").flatMap((pair) => {
      const at = pair.indexOf("=")
      const key = pair.slice(0, Math.max(0, at)).trim().toLowerCase()
      const value = decoded(pair.slice(at + 1).trim())
      return /^[!#$%&'*+.^_`|~\w-]+$/.test(key) && /^[\t\x20-\x7e]*$/.test(value)
        ? [[key, value]]
        : []
    })
  )

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const given = (env: Environment, names: readonly string[]): string | undefined =>
  names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== "")

/** OpenTelemetry asks that a number which cannot be read is as good as absent. */
const whole = (env: Environment, names: readonly string[]): number | undefined => {
  const text = given(env, names)
  return text !== undefined && /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined
}

const choice = <Value extends string>(
  env: Environment,
  names: readonly string[],
  values: readonly Value[]
): Value | undefined => {
  const text = given(env, names)
  if (text === undefined) return undefined
  const found = values.find((value) => value === text.toLowerCase())
  if (found !== undefined) return found
  throw new TypeError(`${names.at(-1)} is ${text}: choose ${values.join(" or ")}`)
}
