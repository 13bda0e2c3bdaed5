/** The exporters that OpenTelemetry's environment variables ask for. */

import type { MakeExporter } from "../record/exporter.ts"
import { prometheus } from "./metrics/prometheus.ts"
import { otlp } from "./otlp/exporter.ts"
import { type Environment, SIGNALS } from "./otlp/settings.ts"

/**
 * OTLP where an OTEL_EXPORTER_OTLP_* address or OTEL_<SIGNAL>_EXPORTER=otlp asks for it, Prometheus where OTEL_METRICS_EXPORTER names
 * it; none otherwise: nothing leaves the machine unasked.
 */
export const exportersFromEnvironment = (
  env: Environment = process.env
): readonly MakeExporter[] => {
  const names = SIGNALS.map((signal) => signal.toUpperCase())
  const asks = (variable: string, name: string): boolean =>
    (env[variable] ?? "").split(",").some((each) => each.trim().toLowerCase() === name)
  const hasAddress = ["OTEL_EXPORTER_OTLP_ENDPOINT"]
    .concat(names.map((name) => `OTEL_EXPORTER_OTLP_${name}_ENDPOINT`))
    .some((variable) => (env[variable] ?? "").trim() !== "")
  const asksOtlp = names.some((name) => asks(`OTEL_${name}_EXPORTER`, "otlp"))
  return [
    ...(hasAddress || asksOtlp ? [otlp({}, env)] : []),
    ...(asks("OTEL_METRICS_EXPORTER", "prometheus") ? [prometheus({}, env)] : [])
  ]
}
