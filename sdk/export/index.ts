/** `lapline/export`: what carries a run's records to OTLP receivers, Prometheus and StatsD while it runs. */

export { otlp } from "./otlp/exporter.ts"
export type { OtlpOptions } from "./otlp/settings.ts"
export { prometheus, type PrometheusOptions } from "./metrics/prometheus.ts"
export { statsd, type StatsdOptions } from "./statsd/exporter.ts"
export { exportersFromEnvironment as fromEnvironment } from "./environment.ts"
export type { Exporter, ExporterHost, MakeExporter } from "../record/exporter.ts"
