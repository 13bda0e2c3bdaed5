/** OTLP payloads as the bytes of a request, by Effect's own serializers. */

import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { Effect } from "effect"
import type { HttpBody } from "effect/http"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import { type Sourced } from "./resource.ts"
import { toLogsData } from "./log-data.ts"
import { type MetricPoint, toMetricsData } from "./metrics-data.ts"
import { toTraceData } from "./trace-data.ts"

/** OpenTelemetry's own names of the two. */
export type Protocol = "http/protobuf" | "http/json"

export type Signal = "traces" | "metrics" | "logs"

export interface Body {
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly encoding: "gzip" | undefined
}

export interface Encoder {
  readonly traces: (items: readonly Sourced[]) => Uint8Array
  readonly logs: (items: readonly Sourced[]) => Uint8Array
  readonly metrics: (points: readonly MetricPoint[]) => Uint8Array
  readonly contentType: string
}

export const makeEncoder = (protocol: Protocol): Encoder => {
  const isJson = protocol === "http/json"
  const layer = isJson ? OtlpSerialization.layerJson : OtlpSerialization.layerProtobuf
  const service = OtlpSerialization.OtlpSerialization
  const serialization = Effect.runSync(Effect.provide(service, layer))
  return {
    traces: (items) => bytesOf(serialization.traces(toTraceData(items))),
    logs: (items) => bytesOf(serialization.logs(toLogsData(items))),
    metrics: (points) => bytesOf(serialization.metrics(toMetricsData(points))),
    contentType: isJson ? "application/json" : "application/x-protobuf"
  }
}

/** Both serializers make bytes; another kind of body is a version of Effect that this was not written for. */
const bytesOf = (body: HttpBody.HttpBody): Uint8Array => {
  if (body._tag === "Uint8Array") return body.body
  throw new TypeError(`OtlpSerialization made a body of ${body._tag}`)
}

/** Less is not worth the header. */
const MIN_GZIP_BYTES = 1_024

const gzipped = promisify(gzip)

/** Off the main thread, as zlib does it. */
export const compress = async (
  bytes: Uint8Array,
  contentType: string,
  compression: "gzip" | "none"
): Promise<Body> =>
  compression === "gzip" && bytes.length >= MIN_GZIP_BYTES
    ? { bytes: await gzipped(bytes), contentType, encoding: "gzip" }
    : { bytes, contentType, encoding: undefined }
