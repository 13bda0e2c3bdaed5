/** Records as OTLP log records that belong to the spans of the same ids. */

import type { OtlpLogger } from "effect/observability"
import type { LapRecord } from "../../record/record.ts"
import { exportable } from "../exportable.ts"
import { grouped } from "../grouped.ts"
import { hasIds, wireIds } from "../wire-id.ts"
import { toKeyValues } from "./attributes.ts"
import { type Sourced, toResource, SCOPE } from "./resource.ts"
import { nanos } from "./time.ts"
import { spanAttributes } from "./trace-data.ts"

export type LogsData = OtlpLogger.LogsData
type Logs = NonNullable<LogsData["resourceLogs"][number]["scopeLogs"][number]["logRecords"]>
type Severity = NonNullable<Logs[number]["severityNumber"]>

export const toLogsData = (items: readonly Sourced[]): LogsData => ({
  resourceLogs: grouped(items, ({ resource }) => resource).map(([resource, group]) => ({
    resource: toResource(resource),
    scopeLogs: [{ scope: SCOPE, logRecords: group.map(({ record }) => toLogRecord(record)) }]
  }))
})

const toLogRecord = (given: LapRecord): Logs[number] => {
  const record = exportable(given)
  const { durationMs, error, level, name, status } = record
  const { traceId, spanId } = wireIds(given)
  const time = nanos(record.endMicros)
  const took = durationMs === null ? "" : ` took ${durationMs} ms`
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: (SEVERITIES[level.toUpperCase()] ?? 0) as Severity,
    severityText: level.toWellFormed(),
    body: { stringValue: `${name}${took}: ${status}`.toWellFormed() },
    attributes: toKeyValues({
      ...record.extra,
      "lapline.component": record.component,
      "lapline.duration_ms": durationMs,
      ...spanAttributes(record),
      "exception.message": error?.message,
      "exception.stacktrace": error?.stack,
      ...record.attributes
    }),
    droppedAttributesCount: 0,
    ...(hasIds(given) ? { traceId, spanId } : {})
  }
}

/** OpenTelemetry's severity numbers of the levels that loggers use. */
const SEVERITIES: Readonly<Record<string, number>> = {
  TRACE: 1,
  DEBUG: 5,
  INFO: 9,
  NOTICE: 10,
  WARN: 13,
  WARNING: 13,
  ERROR: 17,
  CRITICAL: 18,
  FATAL: 21
}
