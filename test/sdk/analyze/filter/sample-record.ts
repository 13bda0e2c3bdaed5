/** A record for tests of the filter: plain, but for what a test sets. */

import type { LapRecord } from "../../../../sdk/record/record.ts"

export const aRecord = (own: Partial<LapRecord>): LapRecord => ({
  endMicros: 1_765_713_600_000_000,
  durationMs: 1,
  level: "INFO",
  component: "performance",
  metric: "span",
  step: "total",
  name: "work",
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
  ...own
})
