/** The variants by name, each loaded only in the process that measures it. */

import type { MakeVariant } from "./variant.ts"

export interface VariantEntry {
  readonly label: string
  readonly make: MakeVariant
  /** Where the spans end up, and so how they are counted. */
  readonly writes: "lines" | "text" | "nothing"
}

const entry = (
  label: string,
  writes: VariantEntry["writes"],
  load: () => Promise<MakeVariant>
): VariantEntry => ({ label, writes, make: async (options) => (await load())(options) })

export const variants: Readonly<Record<string, VariantEntry>> = {
  "lap-fixed": entry(
    "Lapline Lap, attributes fixed per site",
    "lines",
    async () => (await import("./variants/lapline.ts")).lapFixed
  ),
  "lap-dynamic": entry(
    "Lapline Lap, six attributes per call",
    "lines",
    async () => (await import("./variants/lapline.ts")).lapDynamic
  ),
  "timed-fixed": entry(
    "Lapline timed, plain async, attributes fixed",
    "lines",
    async () => (await import("./variants/lapline.ts")).timedFixed
  ),
  "lap-off": entry(
    "Lapline Lap, switched off",
    "nothing",
    async () => (await import("./variants/lapline.ts")).lapOff
  ),
  "effect-lapline": entry(
    "Effect.withSpan under Lapline's tracer",
    "lines",
    async () => (await import("./variants/lapline.ts")).spanUnderLapline
  ),
  "effect-native": entry(
    "Effect.withSpan, native tracer, writes nothing",
    "nothing",
    async () => (await import("./variants/lapline.ts")).spanNative
  ),
  "effect-otlp": entry(
    "Effect.withSpan, OtlpTracer to a local server",
    "nothing",
    async () => (await import("./variants/effect-otlp.ts")).effectOtlp
  ),
  "otel-fixed": entry(
    "OpenTelemetry JS 2, batch, JSON lines, fixed",
    "lines",
    async () => (await import("./variants/opentelemetry.ts")).jsonLinesFixed
  ),
  "otel-dynamic": entry(
    "OpenTelemetry JS 2, batch, JSON lines",
    "lines",
    async () => (await import("./variants/opentelemetry.ts")).jsonLinesDynamic
  ),
  "otel-nothing-fixed": entry(
    "OpenTelemetry JS 2, exporter does nothing, fixed",
    "nothing",
    async () => (await import("./variants/opentelemetry.ts")).nothingFixed
  ),
  "otel-nothing": entry(
    "OpenTelemetry JS 2, exporter does nothing",
    "nothing",
    async () => (await import("./variants/opentelemetry.ts")).nothingDynamic
  ),
  "otel-bare": entry(
    "OpenTelemetry's bare API, no provider",
    "nothing",
    async () => (await import("./variants/opentelemetry.ts")).bareApi
  ),
  pino: entry(
    "pino, a line per operation",
    "lines",
    async () => (await import("./variants/pino.ts")).pinoLines
  ),
  sentry: entry(
    "@sentry/node, envelopes to a file",
    "text",
    async () => (await import("./variants/sentry.ts")).sentrySpans
  ),
  langfuse: entry(
    "Langfuse, JSON lines",
    "lines",
    async () => (await import("./variants/langfuse.ts")).langfuseSpans
  ),
  datadog: entry(
    "dd-trace, log exporter",
    "text",
    async () => (await import("./variants/datadog.ts")).datadogSpans
  )
}
