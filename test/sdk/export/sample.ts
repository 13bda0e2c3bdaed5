/** A run of three spans as its log holds it, and exporters around it. */

import type { Exporter, MakeExporter } from "../../../sdk/record/exporter.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { recordWith } from "../record/arbitrary.ts"

export const RUN_ID = "00000000000000aa"
export const TRACE_ID = "0af7651916cd43dd8448eb211c80319c"

/** 2025-12-14T12:00:00Z. */
export const NOON_MICROS = 1_765_713_600_000_000

const none = { file: undefined, line: undefined, function: undefined }

export const header = recordWith({
  metric: "run",
  name: "run returns",
  toolName: undefined,
  durationMs: 0,
  endMicros: NOON_MICROS,
  runId: RUN_ID,
  traceId: undefined,
  spanId: undefined,
  parentSpanId: undefined,
  code: none,
  attributes: {
    "service.name": "returns",
    "service.version": "1.2.3",
    "telemetry.sdk.language": "nodejs",
    "process.pid": 4711,
    "lapline.root": "/home/ada/returns"
  }
})

export const resourceLine = recordWith({
  metric: "resource",
  name: "resource",
  toolName: undefined,
  durationMs: 0,
  endMicros: NOON_MICROS + 900_000,
  runId: RUN_ID,
  traceId: undefined,
  spanId: undefined,
  parentSpanId: undefined,
  code: none,
  attributes: { "process.memory.rss_bytes": 1_048_576, "process.event_loop.delay_p99_ms": 12.5 }
})

export const span = (fields: Partial<LapRecord>): LapRecord =>
  recordWith({ runId: RUN_ID, traceId: TRACE_ID, ...fields })

export const turn = span({
  metric: "turn",
  name: "invoke_agent returns",
  toolName: undefined,
  spanId: "00000000000000b1",
  parentSpanId: undefined,
  durationMs: 1_000,
  endMicros: NOON_MICROS + 1_000_000,
  sessionId: "s-1",
  code: { file: "agent/turn/turn.ts", line: 30, function: "answer" }
})

export const call = span({
  metric: "llm_call",
  name: "chat rules-1",
  toolName: undefined,
  spanId: "00000000000000b2",
  parentSpanId: "00000000000000b1",
  durationMs: 600,
  endMicros: NOON_MICROS + 700_000,
  code: { file: "agent/model/ask.ts", line: 12, function: "ask" },
  attributes: {
    "gen_ai.request.model": "rules-1",
    "gen_ai.usage.input_tokens": 120,
    "gen_ai.usage.output_tokens": 30,
    "lapline.cost_usd": 0.002
  }
})

export const tool = span({
  spanId: "00000000000000b3",
  parentSpanId: "00000000000000b1",
  durationMs: 45.2,
  endMicros: NOON_MICROS + 800_123,
  status: "error",
  code: { file: "agent/tools/check-eligibility.ts", line: 42, function: "checkEligibility" },
  error: { type: "DatabaseError", message: "database is locked", stack: "DatabaseError: …" }
})

/** As they stand in the log. */
export const run: readonly LapRecord[] = [header, call, tool, resourceLine, turn]

export interface Made {
  readonly exporter: Exporter
  readonly warnings: readonly string[]
}

export const made = (make: MakeExporter): Made => {
  const warnings: string[] = []
  return { exporter: make({ warn: (message) => warnings.push(message) }), warnings }
}
