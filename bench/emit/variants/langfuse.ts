/** Langfuse's tracing on OpenTelemetry, its processor exporting to a JSON-lines file. */

import { LangfuseSpanProcessor } from "@langfuse/otel"
import { startActiveObservation } from "@langfuse/tracing"
import type { SpanExporter } from "@opentelemetry/sdk-trace-base"
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node"
import { appendFileSync } from "node:fs"
import { attributesOf, CODE, inChunks, type MakeVariant, NAMES } from "../variant.ts"

export const langfuseSpans: MakeVariant = async ({ file }) => {
  const exporter: SpanExporter = {
    export: (spans, done) => {
      let text = ""
      for (const span of spans) {
        const { traceId, spanId } = span.spanContext()
        text += `${JSON.stringify({ name: span.name, traceId, spanId, duration: span.duration, attributes: span.attributes })}\n`
      }
      appendFileSync(file, text)
      done({ code: 0 })
    },
    shutdown: async () => undefined
  }
  const processor = new LangfuseSpanProcessor({
    publicKey: "pk",
    secretKey: "sk",
    baseUrl: "http://127.0.0.1:9",
    exporter
  })
  new NodeTracerProvider({ spanProcessors: [processor] }).register()
  const span = (name: string, call: number, inside: () => number): number =>
    startActiveObservation(name, (observation) => {
      observation.update({ metadata: { ...attributesOf(call), ...CODE } })
      return inside()
    })
  return {
    run: (iterations) =>
      inChunks(iterations, (from, to) => {
        for (let call = from; call < to; call++) {
          span(NAMES[0], call, () => span(NAMES[1], call, () => span(NAMES[2], call, () => call)))
        }
      }),
    flush: () => processor.forceFlush()
  }
}
