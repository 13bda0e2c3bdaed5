/** `lapline export --to otlp`: requests written as lines, or sent with the patience of a command. */

import type { DeliveryClock } from "../export/delivery.ts"
import { makeMeter } from "../export/metrics/meter.ts"
import { makeEncoder, type Signal } from "../export/otlp/body.ts"
import { deliveries } from "../export/otlp/exporter.ts"
import { toMetricPoints } from "../export/otlp/metrics-data.ts"
import type { Sourced } from "../export/otlp/resource.ts"
import { otlpSettings } from "../export/otlp/settings.ts"
import { makeRunResources } from "../export/run-resource.ts"
import type { Remark, Target, Write } from "./export-target.ts"
import { isSpan } from "./span.ts"

export interface OtlpTargetOptions {
  readonly signals: readonly Signal[]
  /** Undefined: JSON is written, one request a line, as OpenTelemetry's file exporters do. */
  readonly endpoint: string | undefined
  /** Whether a receiver that is away is waited for as long as it takes. */
  readonly isPatient?: boolean
}

/** Throws a TypeError where the endpoint or the environment cannot be used. */
export const otlpTarget = (write: Write, options: OtlpTargetOptions): Target => {
  const { signals, endpoint, isPatient = false } = options
  const resources = makeRunResources()
  const meter = makeMeter()
  let fromMicros = Infinity
  let toMicros = 0
  const outlet =
    endpoint === undefined ? written(write, signals) : sent(endpoint, signals, isPatient)
  return {
    learn: (headers) => headers.forEach(resources.learn),
    isBehind: outlet.isBehind,
    giveUp: outlet.giveUp,
    take: async (records) => {
      const spans = records.flatMap((record) => {
        resources.learn(record)
        if (signals.includes("metrics")) meter.record(record)
        fromMicros = Math.min(fromMicros, record.endMicros ?? Infinity)
        toMicros = Math.max(toMicros, record.endMicros ?? 0)
        return isSpan(record) ? [{ record, resource: resources.of(record) }] : []
      })
      if (spans.length > 0) await outlet.spans(spans)
    },
    end: () => outlet.end(toMetricPoints(meter.read(), Math.min(fromMicros, toMicros), toMicros))
  }
}

interface Outlet extends Pick<Target, "isBehind" | "giveUp"> {
  readonly spans: (items: readonly Sourced[]) => Promise<void>
  readonly end: (points: ReturnType<typeof toMetricPoints>) => Promise<readonly Remark[]>
}

/** Spans of one request. */
const MAX_BATCH = 512

const written = (write: Write, signals: readonly Signal[]): Outlet => {
  const encoder = makeEncoder("http/json")
  const line = (bytes: Uint8Array) => write(`${Buffer.from(bytes).toString("utf8")}\n`)
  return {
    spans: async (items) => {
      for (let at = 0; at < items.length; at += MAX_BATCH) {
        const batch = items.slice(at, at + MAX_BATCH)
        if (signals.includes("traces")) await line(encoder.traces(batch))
        if (signals.includes("logs")) await line(encoder.logs(batch))
      }
    },
    end: async (points) => {
      if (points.length > 0) await line(encoder.metrics(points))
      return []
    }
  }
}

/** Unlike a traced program, the command waits for the receiver: its timers keep it alive. */
const waiting: DeliveryClock = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  random: Math.random
}

const sent = (endpoint: string, signals: readonly Signal[], isPatient: boolean): Outlet => {
  const settings = otlpSettings({ endpoint, signals, maxQueue: Infinity }, process.env)
  const reasons = new Map<Signal, string>()
  const onLoss = (signal: Signal, _dropped: number, reason: string) => {
    reasons.set(signal, reason)
  }
  const { traces, metrics, logs } = deliveries(settings, onLoss, {
    clock: waiting,
    ...(isPatient && { maxAttempts: Infinity })
  })
  const arrived = () => (traces?.counts().delivered ?? 0) + (logs?.counts().delivered ?? 0)
  let unsent = 0
  let isAway = false
  return {
    isBehind: () => (traces?.missed() ?? 0) + (logs?.missed() ?? 0) + unsent > 0,
    giveUp: async () => void (await Promise.all([traces?.close(), logs?.close()])),
    spans: async (items) => {
      // A receiver that took nothing of what was read last, for all its tries, is not asked for the rest.
      if (isAway) {
        unsent += items.length
        return
      }
      const before = arrived()
      for (const item of items) {
        traces?.push(item)
        logs?.push(item)
      }
      await Promise.all([traces?.flush(), logs?.flush()])
      isAway = arrived() === before && (traces ?? logs) !== undefined
    },
    end: async (points) => {
      for (const point of points) metrics?.push(point)
      await metrics?.flush()
      const all = { traces, metrics, logs }
      return signals.flatMap((signal) => {
        const counts = all[signal]?.counts()
        if (counts === undefined) return []
        const { delivered } = counts
        const taken = counts.taken + (signal === "metrics" ? 0 : unsent)
        const url = settings.signals[signal]?.url.href
        const text = `${signal}: ${delivered} of ${taken} delivered to ${url}`
        const reason = reasons.get(signal)
        return [
          { text: reason === undefined ? text : `${text}: ${reason}`, isLoss: taken > delivered }
        ]
      })
    }
  }
}
