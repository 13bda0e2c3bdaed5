/** Traces of any shape as the trace view gets them. */
import fc from "fast-check"
import { columnsOf } from "../../../extension/editor/trace-columns.ts"
import type { TraceColumns } from "../../../extension/protocol/trace-columns.ts"
import { buildTrace, type TraceTree } from "../../../sdk/analyze/trace-tree.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"

export const madeRecord = (given: Partial<LapRecord>): LapRecord => ({
  endMicros: 1_000_000,
  durationMs: 100,
  level: "INFO",
  component: "performance",
  metric: "span",
  step: "total",
  name: "work",
  toolName: undefined,
  status: "ok",
  sessionId: undefined,
  orderId: undefined,
  traceId: "t1",
  spanId: "0",
  parentSpanId: undefined,
  runId: undefined,
  code: { file: undefined, line: undefined, function: undefined },
  error: undefined,
  attributes: {},
  extra: {},
  ...given
})

/** Span `index` hangs on an earlier one; some have no time, some fail, some are orphans. */
export const anyTree: fc.Arbitrary<TraceTree> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      startMs: fc.integer({ min: -50, max: 1000 }),
      durationMs: fc.option(fc.integer({ min: 0, max: 900 }), { freq: 8 }),
      metric: fc.constantFrom("turn", "llm_call", "tool_execution", "db_query", "other"),
      name: fc.constantFrom("a", "b", "c"),
      status: fc.constantFrom("ok", "ok", "error", "timeout", "interrupted"),
      isOrphan: fc.boolean()
    }),
    { minLength: 1, maxLength: 40 }
  )
  .map((spans) =>
    buildTrace(
      spans.map(({ parent, startMs, durationMs, isOrphan, ...rest }, index) =>
        madeRecord({
          ...rest,
          spanId: String(index),
          parentSpanId:
            index === 0 ? undefined : isOrphan && parent % 7 === 0 ? "?" : String(parent % index),
          durationMs,
          endMicros: (2000 + startMs + (durationMs ?? 0)) * 1000
        })
      )
    )
  )

export const columns = (tree: TraceTree): TraceColumns =>
  columnsOf(tree, { version: 1, ownerLabel: (owner) => owner })

export const anyTrace = anyTree.map(columns)

/** A trace drawn as an outline: two spaces a level, then the name, from and to in milliseconds. */
export const drawn = (outline: string): TraceColumns => {
  const stack: string[] = []
  const lines = outline.split("\n").filter((line) => line.trim() !== "")
  const margin = lines[0]?.search(/\S/) ?? 0
  const records = lines.map((line, index) => {
    const depth = (line.search(/\S/) - margin) / 2
    const [name = "", from = "0", to = "0", status] = line.trim().split(/\s+/)
    const parentSpanId = stack[depth - 1]
    stack.splice(depth, Infinity, String(index))
    return madeRecord({
      name,
      spanId: String(index),
      parentSpanId,
      status: status === "failed" ? "error" : "ok",
      durationMs: Number(to) - Number(from),
      endMicros: 1e9 + Number(to) * 1000
    })
  })
  return columns(buildTrace(records))
}
