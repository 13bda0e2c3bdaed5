/** OpenTelemetry JS 2.x: batch processor with a JSON-lines file exporter, one that does nothing, and the bare API. */

import { trace } from "@opentelemetry/api"
import { resourceFromAttributes } from "@opentelemetry/resources"
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter
} from "@opentelemetry/sdk-trace-base"
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node"
import { closeSync, openSync, writeSync } from "node:fs"
import { attributesOf, CODE, inChunks, type MakeVariant, NAMES, type Variant } from "../variant.ts"

const jsonLinesExporter = (file: string): SpanExporter => {
  const handle = openSync(file, "a")
  return {
    export: (spans, done) => {
      let text = ""
      for (const span of spans) text += `${JSON.stringify(toLine(span))}\n`
      writeSync(handle, text)
      done({ code: 0 })
    },
    shutdown: async () => closeSync(handle)
  }
}

const toLine = (span: ReadableSpan): object => {
  const context = span.spanContext()
  return {
    name: span.name,
    trace_id: context.traceId,
    span_id: context.spanId,
    parent_span_id: span.parentSpanContext?.spanId,
    start: span.startTime,
    duration: span.duration,
    status: span.status.code,
    attributes: span.attributes
  }
}

const nothingExporter: SpanExporter = {
  export: (_spans, done) => done({ code: 0 }),
  shutdown: async () => undefined
}

/** The queue holds a whole burst, because the default one (2,048) drops most of it. */
const withExporter = (exporter: SpanExporter, attributes: AttributesOf): Variant => {
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 1 << 20 })
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": "bench" }),
    spanProcessors: [processor]
  })
  provider.register()
  return { run: workload(attributes), flush: () => processor.forceFlush() }
}

type AttributesOf = (call: number) => Record<string, string | number | boolean>

const dynamic: AttributesOf = (call) => ({ ...attributesOf(call), ...CODE })

const fixedAttributes = { ...attributesOf(7), ...CODE }
const fixed: AttributesOf = () => fixedAttributes

const workload = (attributes: AttributesOf): Variant["run"] => {
  const tracer = trace.getTracer("bench")
  const span = (name: string, call: number, inside: () => number): number =>
    tracer.startActiveSpan(name, { attributes: attributes(call) }, (active) => {
      const value = inside()
      active.end()
      return value
    })
  return (iterations) =>
    inChunks(iterations, (from, to) => {
      for (let call = from; call < to; call++) {
        span(NAMES[0], call, () => span(NAMES[1], call, () => span(NAMES[2], call, () => call)))
      }
    })
}

export const jsonLinesDynamic: MakeVariant = async ({ file }) =>
  withExporter(jsonLinesExporter(file), dynamic)
export const jsonLinesFixed: MakeVariant = async ({ file }) =>
  withExporter(jsonLinesExporter(file), fixed)
export const nothingDynamic: MakeVariant = async () => withExporter(nothingExporter, dynamic)
export const nothingFixed: MakeVariant = async () => withExporter(nothingExporter, fixed)

/** No provider is registered: what instrumented code costs when nobody listens. */
export const bareApi: MakeVariant = async () => ({
  run: workload(dynamic),
  flush: async () => undefined
})
