/** The limits that docs/findings.md names: each finding at its limit, and none just below. */

import * as assert from "node:assert/strict"
import type { FindingCode } from "../../../../sdk/analyze/model.ts"
import type { LapRecord } from "../../../../sdk/record/record.ts"
import { aRecord } from "../drawn-trace.ts"
import { findingsIn } from "./drawn-findings.ts"

const ORIGIN = 1_765_713_600_000_000

/** A span from and to milliseconds of the trace, under the named span. */
const span = (
  spanId: string,
  [fromMs, toMs]: readonly [number, number],
  parentSpanId: string | undefined,
  fields: Partial<LapRecord> = {}
): LapRecord =>
  aRecord({
    name: spanId.split("-")[0] ?? "",
    traceId: "trace",
    spanId,
    parentSpanId,
    runId: "r",
    endMicros: ORIGIN + toMs * 1000,
    durationMs: toMs - fromMs,
    ...fields
  })

const turn = (lengthMs: number): LapRecord =>
  span("turn", [0, lengthMs], undefined, { metric: "turn" })

const header = aRecord({
  metric: "run",
  runId: "r",
  attributes: { "lapline.start": "warm" },
  endMicros: ORIGIN
})

const query = (lengthMs: number) => [
  turn(300),
  span("query", [10, 10 + lengthMs], "turn", { metric: "db_query" })
]

const wait = (turnMs: number, waitMs: number) => [
  turn(turnMs),
  span("wait", [0, waitMs], "turn", { metric: "db_connection" })
]

const tools = (turnMs: number, secondMs: number) => [
  turn(turnMs),
  span("iteration", [0, 30], "turn", { metric: "iteration" }),
  span("a", [0, 10], "iteration", { metric: "tool_execution" }),
  span("b", [12, 12 + secondMs], "iteration", { metric: "tool_execution" })
]

const retrievals = (gapMs: number) => [
  turn(100),
  span("a", [0, 10], "turn", { metric: "rag_query" }),
  span("b", [10 + gapMs, 20 + gapMs], "turn", { metric: "rag_query" })
]

/** Five queries in a loop, each so many spans below it. */
const loop = (levels: number) => [
  turn(100),
  span("loop", [0, 90], "turn"),
  ...[0, 1, 2, 3, 4].flatMap((at) =>
    Array.from({ length: levels }, (_, level) =>
      span(
        level === levels - 1 ? `query-${at}` : `help${level}-${at}`,
        [at * 10, at * 10 + 5],
        level === 0 ? "loop" : `help${level - 1}-${at}`,
        { metric: level === levels - 1 ? "db_query" : "span" }
      )
    )
  )
]

const prompts = (...counts: readonly number[]) => [
  turn(100),
  ...counts.map((count, at) =>
    span(`call-${at}`, [at * 10, at * 10 + 5], "turn", {
      metric: "llm_call",
      attributes: { "gen_ai.usage.input_tokens": count }
    })
  )
]

const model = (turnMs: number, firstMs: number, generationMs: number) => [
  turn(turnMs),
  span("call", [0, firstMs + generationMs], "turn", { metric: "llm_call" }),
  span("first", [0, firstMs], "call", { metric: "llm_call", step: "first_token" }),
  span("rest", [firstMs, firstMs + generationMs], "call", {
    metric: "llm_call",
    step: "generation"
  })
]

const attempts = (secondFromMs: number) => [
  turn(100),
  span("fetch-1", [0, 10], "turn", { status: "error" }),
  span("fetch-2", [secondFromMs, secondFromMs + 10], "turn")
]

const start = (totalMs: number, stepMs: number) => [
  header,
  span("startup", [0, totalMs], undefined, { metric: "startup" }),
  span("step", [0, stepMs], "startup", { metric: "startup", step: "rag" })
]

const turns = (...lengthsMs: readonly number[]) => [
  header,
  ...lengthsMs.map((lengthMs, at) =>
    span(`turn-${at}`, [at * 1000, at * 1000 + lengthMs], undefined, {
      metric: "turn",
      traceId: `t${at}`
    })
  )
]

/** In even steps. */
const heap = (fromMiB: number, toMiB: number) => [
  header,
  ...Array.from({ length: 24 }, (_, at) =>
    aRecord({
      metric: "resource",
      runId: "r",
      endMicros: ORIGIN + at * 1_000_000,
      attributes: {
        "process.memory.heap_used_bytes":
          (fromMiB + ((toMiB - fromMiB) * Math.min(12, Math.max(0, at - 6))) / 12) * 2 ** 20
      }
    })
  )
]

const LIMITS: readonly (readonly [
  FindingCode,
  limit: string,
  at: readonly LapRecord[],
  below: readonly LapRecord[]
])[] = [
  ["slow-query", "100 ms", query(100), query(99)],
  ["pool-starve", "50 ms", wait(500, 50), wait(500, 49)],
  ["pool-starve", "2 % of the turn", wait(3000, 60), wait(3000, 59)],
  ["serial-tools", "5 ms", tools(100, 5), tools(100, 4.9)],
  ["serial-tools", "2 % of the turn", tools(300, 6), tools(300, 5.9)],
  ["serial-tools", "a millisecond between retrievals", retrievals(1), retrievals(1.1)],
  ["n-plus-one", "three levels", loop(3), loop(4)],
  ["context-growth", "three calls", prompts(500, 700, 1100), prompts(500, 1100)],
  ["context-growth", "500 tokens more", prompts(400, 700, 900), prompts(400, 700, 899)],
  ["context-growth", "twice the tokens", prompts(600, 700, 1200), prompts(600, 700, 1199)],
  ["first-token", "a second", model(1100, 900, 100), model(1100, 890, 100)],
  ["first-token", "60 % of the turn", model(2000, 1100, 100), model(2000, 1090, 100)],
  ["first-token", "60 % of the wait", model(2000, 1200, 800), model(2000, 1190, 810)],
  ["generation", "60 % of the wait", model(2000, 800, 1200), model(2000, 810, 1190)],
  ["retry", "an attempt that had ended", attempts(10), attempts(9)],
  ["slow-startup", "a second", start(2000, 1000), start(2000, 999)],
  ["slow-startup", "30 % of the start", start(5000, 1500), start(5000, 1499)],
  [
    "cold-call",
    "half as long again",
    turns(300, 200, 200, 200, 200),
    turns(299, 200, 200, 200, 200)
  ],
  ["cold-call", "50 ms more", turns(90, 40, 40, 40, 40), turns(89, 40, 40, 40, 40)],
  ["leak", "32 MiB", heap(50, 82), heap(50, 81)],
  ["leak", "30 %", heap(200, 260), heap(200, 259)]
]

describe("the limits of findings", () => {
  for (const [code, limit, at, below] of LIMITS) {
    it(`stand where they are said to stand: ${code}, ${limit}`, () => {
      const codes = (records: readonly LapRecord[]) =>
        findingsIn(records).map((found) => found.code)
      assert.ok(codes(at).includes(code), "at its limit")
      assert.ok(!codes(below).includes(code), "just below")
    })
  }
})
