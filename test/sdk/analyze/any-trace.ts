/** Traces as fast-check makes them: any shape, spans that overlap, repeat, outlive their parents or have no time. */

import fc from "fast-check"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { aRecord } from "./drawn-trace.ts"

const METRICS = ["turn", "iteration", "llm_call", "tool_execution", "db_query", "rag_query", "span"]

const span = fc.record({
  parent: fc.nat(30),
  metric: fc.constantFrom(...METRICS),
  startMicros: fc.nat(50_000),
  durationNs: fc.nat(20_000_000),
  isTimed: fc.integer({ min: 0, max: 9 }).map((n) => n > 0)
})

/** The first span is a turn of 30 ms without a parent; every other has a parent before it. */
export const anyTrace: fc.Arbitrary<readonly LapRecord[]> = fc
  .array(span, { maxLength: 30 })
  .map((spans) => [
    aTimed(0, undefined, "turn", 1_000, 30_000_000),
    ...spans.map(({ parent, metric, startMicros, durationNs, isTimed }, index) => {
      const record = aTimed(index + 1, parent % (index + 1), metric, startMicros, durationNs)
      return isTimed ? record : { ...record, endMicros: null }
    })
  ])

const aTimed = (
  index: number,
  parent: number | undefined,
  metric: string,
  startMicros: number,
  durationNs: number
): LapRecord =>
  aRecord({
    name: `${metric}-${index}`,
    metric,
    endMicros: 1_765_713_600_000_000 + startMicros + Math.round(durationNs / 1000),
    durationMs: durationNs / 1e6,
    traceId: "any",
    spanId: `s${index}`,
    parentSpanId: parent === undefined ? undefined : `s${parent}`
  })
