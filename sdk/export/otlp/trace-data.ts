/** Records as OTLP spans, with the ids, times and source lines that the log has. */

import type { OtlpTracer } from "effect/observability"
import type { LapRecord } from "../../record/record.ts"
import { exportable } from "../exportable.ts"
import { grouped } from "../grouped.ts"
import { wireIds } from "../wire-id.ts"
import { toKeyValues } from "./attributes.ts"
import { type Sourced, toResource, SCOPE } from "./resource.ts"
import { nanos, startNanos } from "./time.ts"

export type TraceData = OtlpTracer.TraceData
type Span = TraceData["resourceSpans"][number]["scopeSpans"][number]["spans"][number]

/** Header and resource lines are no spans: leave them out before. */
export const toTraceData = (items: readonly Sourced[]): TraceData => ({
  resourceSpans: grouped(items, ({ resource }) => resource).map(([resource, group]) => ({
    resource: toResource(resource),
    scopeSpans: [{ scope: SCOPE, spans: group.map(({ record }) => toSpan(record)) }]
  }))
})

const INTERNAL = 1
const CLIENT = 3
const STATUS_UNSET = 0
const STATUS_ERROR = 2

const toSpan = (given: LapRecord): Span => {
  const record = exportable(given)
  const { endMicros, error, metric, status } = record
  const ids = wireIds(given)
  const hasFailed = status === "error" || status === "timeout"
  const message = error?.message ?? error?.type
  return {
    traceId: ids.traceId,
    spanId: ids.spanId,
    parentSpanId: ids.parentSpanId,
    name: record.name.toWellFormed(),
    kind: metric === "llm_call" || metric.startsWith("db_") ? CLIENT : INTERNAL,
    startTimeUnixNano: startNanos(record),
    endTimeUnixNano: nanos(endMicros),
    attributes: toKeyValues({ ...record.extra, ...spanAttributes(record), ...record.attributes }),
    droppedAttributesCount: 0,
    events: error === undefined ? [] : [exceptionOf(record)],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: {
      code: hasFailed ? STATUS_ERROR : STATUS_UNSET,
      ...(hasFailed && message !== undefined ? { message: message.toWellFormed() } : {})
    }
  }
}

const exceptionOf = ({ endMicros, error }: LapRecord): Span["events"][number] => ({
  name: "exception",
  timeUnixNano: nanos(endMicros),
  attributes: toKeyValues({
    "exception.type": error?.type,
    "exception.message": error?.message,
    "exception.stacktrace": error?.stack
  }),
  droppedAttributesCount: 0
})

/** What OTLP has no field for: names of OpenTelemetry's conventions where there are any, else Lapline's. */
export const spanAttributes = (record: LapRecord): Readonly<Record<string, unknown>> => {
  const { code, status } = record
  return {
    "lapline.metric": record.metric,
    "lapline.step": record.step,
    "lapline.status": status === "ok" ? undefined : status,
    "gen_ai.tool.name": record.toolName,
    "session.id": record.sessionId,
    "lapline.order_id": record.orderId,
    "code.file.path": code.file,
    "code.line.number": code.line,
    "code.function.name": code.function,
    "error.type": record.error?.type
  }
}
