/** Keeps the metrics of a running program at an address that Prometheus scrapes. */

import type { MakeExporter } from "../../record/exporter.ts"
import type { Environment } from "../otlp/settings.ts"
import { makeMeter } from "./meter.ts"
import { servePrometheus } from "./prometheus-server.ts"

export interface PrometheusOptions {
  /** 127.0.0.1 unless given here or in OTEL_EXPORTER_PROMETHEUS_HOST. Another address serves whoever reaches it. */
  readonly host?: string | undefined
  /** 9464 unless given here or in OTEL_EXPORTER_PROMETHEUS_PORT; 0 takes any. */
  readonly port?: number | undefined
  /** Of each metric; what comes later shares a series labelled `__overflow__`. 2,000 unless given. */
  readonly maxSeries?: number | undefined
  /** Told the port when it is taken. */
  readonly onListening?: ((port: number) => void) | undefined
}

/** Serves http://127.0.0.1:9464/metrics. A port that is taken is told, and the program goes on without. */
export const prometheus =
  (options: PrometheusOptions = {}, env: Environment = process.env): MakeExporter =>
  ({ warn }) => {
    const host = options.host ?? (env["OTEL_EXPORTER_PROMETHEUS_HOST"] || "127.0.0.1")
    const port = options.port ?? portOf(env["OTEL_EXPORTER_PROMETHEUS_PORT"]) ?? 9464
    const meter = makeMeter({ maxSeries: options.maxSeries })
    const server = servePrometheus({ host, port, read: meter.read })
    const name = `Prometheus at ${host}:${port}`
    const ready = server.listening.then(
      (taken) => options.onListening?.(taken),
      (cause: unknown) =>
        warn(
          `${name}: nothing is served: ${cause instanceof Error ? cause.message : String(cause)}`
        )
    )
    return {
      name,
      take: (records) => {
        for (const record of records) meter.record(record)
      },
      flush: () => ready,
      close: async () => {
        await ready
        await server.close()
      }
    }
  }

const portOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? Number(text) : undefined
