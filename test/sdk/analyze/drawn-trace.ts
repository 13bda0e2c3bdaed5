/** Traces drawn in text, so that a test shows what runs when. */

import type { LapRecord } from "../../../sdk/record/record.ts"

/** A record of 1 ms with the given fields in place of plain ones. */
export const aRecord = (fields: Partial<LapRecord> = {}): LapRecord => ({
  endMicros: 1_765_713_600_000_000,
  durationMs: 1,
  level: "INFO",
  component: "performance",
  metric: "span",
  step: "total",
  name: "span",
  toolName: undefined,
  status: "ok",
  sessionId: undefined,
  orderId: undefined,
  traceId: undefined,
  spanId: undefined,
  parentSpanId: undefined,
  runId: undefined,
  code: { file: undefined, line: undefined, function: undefined },
  error: undefined,
  attributes: {},
  extra: {},
  ...fields
})

/**
 * One span a line: its name, indented under its parent, and its time from the column of `[` to that of `]`, a column a
 * millisecond. `]!` failed, `]T` timed out, `]X` was interrupted. A name is a metric's short form and what is named
 * (`tool:Refund`), with `/step` for a step; any other name is a plain span.
 *
 *     turn        [=========]
 *       tool:A     [==]
 *       db:orders      [===]!
 */
export const drawTrace = (drawing: string, traceId = "trace"): readonly LapRecord[] => {
  const lines = drawing.split("\n").filter((line) => line.includes("["))
  const open: { readonly indent: number; readonly spanId: string }[] = []
  return lines.map((line, index) => {
    const indent = line.search(/\S/)
    const spanId = `${traceId}-${index}`
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop()
    const parentSpanId = open.at(-1)?.spanId
    open.push({ indent, spanId })
    const name = line.trim().split(/\s/)[0] ?? ""
    const [start, end] = [line.indexOf("["), line.indexOf("]")]
    const status = STATUS[line[end + 1] ?? ""] ?? "ok"
    return aRecord({
      ...named(name),
      endMicros: 1_765_713_600_000_000 + end * 1000,
      durationMs: end - start,
      status,
      traceId,
      spanId,
      parentSpanId
    })
  })
}

const METRICS: Readonly<Record<string, string>> = {
  turn: "turn",
  iteration: "iteration",
  llm: "llm_call",
  tool: "tool_execution",
  db: "db_query",
  rag: "rag_query",
  conn: "db_connection",
  startup: "startup"
}

const STATUS: Readonly<Record<string, LapRecord["status"]>> = {
  "!": "error",
  T: "timeout",
  X: "interrupted"
}

const named = (text: string): Partial<LapRecord> => {
  const [name = "", step = "total"] = text.split("/")
  const [kind = "", what] = name.split(":")
  const metric = METRICS[kind] ?? "span"
  return { name: text, metric, step, toolName: metric === "tool_execution" ? what : undefined }
}
