/** Sends spans, metrics and log records to an OTLP receiver over HTTP while the program runs. */

import type { MakeExporter } from "../../record/exporter.ts"
import { type Answer, type Delivery, type DeliveryOptions, makeDelivery } from "../delivery.ts"
import { makeMeter } from "../metrics/meter.ts"
import { makeRunResources } from "../run-resource.ts"
import { compress, makeEncoder, type Encoder, type Signal } from "./body.ts"
import { type MetricPoint, toMetricPoints } from "./metrics-data.ts"
import { post } from "./request.ts"
import type { Sourced } from "./resource.ts"
import {
  type Environment,
  type OtlpOptions,
  type OtlpSettings,
  otlpSettings,
  type SignalSettings
} from "./settings.ts"

/**
 * Spans and log records in batches, metrics once a minute, with the ids and `code.*` of the log. What a receiver does not take is
 * tried again for a while and then given up and counted; nothing of it holds up the program. Without options the OTEL_EXPORTER_OTLP_*
 * variables say where; without those it is http://localhost:4318. Settings that cannot be used make no exporter, and are told.
 */
export const otlp =
  (options: OtlpOptions = {}, env: Environment = process.env): MakeExporter =>
  ({ warn }) => {
    const settings = otlpSettings(options, env)
    const origins = new Set(Object.values(settings.signals).map(({ url }) => url.origin))
    const name = `OTLP to ${[...origins].join(" and ") || "nowhere"}`
    const deliver = deliveries(settings, (signal, dropped, reason) =>
      warn(`${name}: ${dropped} ${NOUNS[signal]} not delivered: ${reason}`)
    )
    const resources = makeRunResources()
    const meter = deliver.metrics === undefined ? undefined : makeMeter()
    const startMicros = Date.now() * 1_000
    /** Sums are cumulative: what the receiver has not taken yet is no reason to queue them again. */
    const pushMetrics = (): void => {
      if (deliver.metrics?.isIdle() === false) return
      const points = toMetricPoints(meter?.read() ?? [], startMicros, Date.now() * 1_000)
      for (const point of points) deliver.metrics?.push(point)
    }
    const tick = setInterval(pushMetrics, settings.metricIntervalMs).unref()
    const all = Object.values(deliver).filter((each) => each !== undefined)
    return {
      name,
      take: (records) => {
        for (const record of records) {
          resources.learn(record)
          meter?.record(record)
          if (record.metric === "run" || record.metric === "resource") continue
          const item = { record, resource: resources.of(record) }
          deliver.traces?.push(item)
          deliver.logs?.push(item)
        }
      },
      flush: async () => {
        pushMetrics()
        await Promise.all(all.map((each) => each.flush()))
      },
      close: async () => {
        clearInterval(tick)
        pushMetrics()
        await Promise.all(all.map((each) => each.close()))
      }
    }
  }

const NOUNS: Readonly<Record<Signal, string>> = {
  traces: "spans",
  metrics: "metric points",
  logs: "log records"
}

export interface Deliveries {
  readonly traces: Delivery<Sourced> | undefined
  readonly metrics: Delivery<MetricPoint> | undefined
  readonly logs: Delivery<Sourced> | undefined
}

/** One queue for each signal that is to be sent. */
export const deliveries = (
  settings: OtlpSettings,
  onLoss: (signal: Signal, dropped: number, reason: string) => void,
  { clock, maxAttempts }: Pick<DeliveryOptions<never>, "clock" | "maxAttempts"> = {}
): Partial<Deliveries> => {
  const { signals, maxQueue, maxBatch, intervalMs, closeMs } = settings
  const make = <Item>(
    signal: Signal,
    encode: (encoder: Encoder) => (items: readonly Item[]) => Uint8Array
  ): Delivery<Item> | undefined => {
    const settings = signals[signal]
    if (settings === undefined) return undefined
    const encoder = makeEncoder(settings.protocol)
    const send = sender(settings, encoder.contentType, encode(encoder))
    const lost = (dropped: number, reason: string) => onLoss(signal, dropped, reason)
    const limits = { maxQueue, maxBatch, intervalMs, closeMs, maxAttempts }
    return makeDelivery({ send, onLoss: lost, clock, ...limits })
  }
  const made = {
    traces: make<Sourced>("traces", (encoder) => encoder.traces),
    metrics: make<MetricPoint>("metrics", (encoder) => encoder.metrics),
    logs: make<Sourced>("logs", (encoder) => encoder.logs)
  }
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined))
}

const sender =
  <Item>(
    { url, headers, timeoutMs, compression }: SignalSettings,
    contentType: string,
    encode: (items: readonly Item[]) => Uint8Array
  ) =>
  async (batch: readonly Item[], signal: AbortSignal): Promise<Answer> => {
    try {
      const body = await compress(encode(batch), contentType, compression)
      return await post(body, { url, headers, timeoutMs, signal })
    } catch (cause) {
      return { _tag: "Refused", reason: `they could not be encoded: ${String(cause)}` }
    }
  }
