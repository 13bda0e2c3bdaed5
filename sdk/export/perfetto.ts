/** Records as a trace in Chrome's JSON format, which Perfetto (ui.perfetto.dev) and chrome://tracing open. */

import type { LapRecord } from "../record/record.ts"
import { exportable } from "./exportable.ts"
import { grouped } from "./grouped.ts"
import { type Interval, toLanes } from "./lanes.ts"
import { makeRunResources } from "./run-resource.ts"

/**
 * The whole file, in pieces. Each run is a process, and its spans lie on as many tracks as ran at once: slices of a track follow
 * or enclose each other, never overlap, and a span lies on its parent's track where it can. Figures of resource lines are counters.
 * Records without a time or a duration are left out.
 */
export function* toPerfetto(records: readonly LapRecord[]): Generator<string> {
  yield '{"displayTimeUnit":"ms","traceEvents":[\n'
  let separator = ""
  for (const event of events(records)) {
    yield separator + JSON.stringify(event)
    separator = ",\n"
  }
  yield "\n]}\n"
}

export interface TraceEvent {
  readonly ph: "X" | "C" | "M"
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds since the Unix epoch. */
  readonly ts?: number
  /** Microseconds. */
  readonly dur?: number
  readonly cat?: string
  readonly args: Readonly<Record<string, unknown>>
}

function* events(records: readonly LapRecord[]): Generator<TraceEvent> {
  const resources = makeRunResources()
  for (const record of records) resources.learn(record)
  let pid = 0
  for (const [, run] of grouped(records, ({ runId }) => runId)) {
    pid += 1
    const [first] = run
    if (first === undefined) continue
    const { serviceName } = resources.of(first)
    const name = [serviceName, first.runId].filter((part) => part !== undefined).join(" ")
    yield { ph: "M", name: "process_name", pid, tid: 0, args: { name } }
    yield* counters(run, pid)
    yield* slices(run, pid)
  }
}

function* slices(run: readonly LapRecord[], pid: number): Generator<TraceEvent> {
  const spans = run.flatMap((record) => {
    const interval = toInterval(record)
    return interval === undefined ? [] : [{ ...interval, record }]
  })
  let lanes = 0
  for (const { item, lane, startMicros, endMicros } of toLanes(spans)) {
    const tid = lane + 1
    for (; lanes < tid; lanes++) {
      const name = lanes === 0 ? "spans" : `spans, at once ${lanes + 1}`
      yield { ph: "M", name: "thread_name", pid, tid: lanes + 1, args: { name } }
    }
    const record = exportable(item.record)
    yield {
      ph: "X",
      name: record.name,
      cat: record.metric,
      pid,
      tid,
      ts: startMicros,
      dur: endMicros - startMicros,
      args: argsOf(record)
    }
  }
}

function* counters(run: readonly LapRecord[], pid: number): Generator<TraceEvent> {
  for (const record of run) {
    if (record.metric !== "resource" || record.endMicros === null) continue
    for (const [name, value] of Object.entries(exportable(record).attributes)) {
      if (typeof value !== "number") continue
      yield { ph: "C", name, pid, tid: 0, ts: record.endMicros, args: { value } }
    }
  }
}

const toInterval = (record: LapRecord): Interval | undefined => {
  const { endMicros, durationMs, metric } = record
  if (endMicros === null || durationMs === null) return undefined
  if (metric === "run" || metric === "resource") return undefined
  return {
    startMicros: Math.floor(endMicros - durationMs * 1_000),
    endMicros,
    id: `${record.traceId}/${record.spanId}`,
    parentId: `${record.traceId}/${record.parentSpanId}`
  }
}

const argsOf = (record: LapRecord): Readonly<Record<string, unknown>> => {
  const { code, error } = record
  const source = [code.file, code.line].filter((part) => part !== undefined).join(":")
  return {
    ...record.extra,
    ...record.attributes,
    duration_ms: record.durationMs,
    status: record.status,
    step: record.step,
    tool_name: record.toolName,
    source: source === "" ? undefined : source,
    function: code.function,
    "error.type": error?.type,
    "error.message": error?.message,
    "exception.stacktrace": error?.stack,
    session_id: record.sessionId,
    order_id: record.orderId,
    trace_id: record.traceId,
    span_id: record.spanId,
    parent_span_id: record.parentSpanId
  }
}
