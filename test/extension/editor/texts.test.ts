/** Traces and labels as text. */
import assert from "node:assert/strict"
import { siteLabel } from "../../../extension/editor/site-label.ts"
import { traceText } from "../../../extension/editor/trace-text.ts"
import { buildTrace } from "../../../sdk/analyze/trace-tree.ts"
import { waterfallOf } from "../../../sdk/analyze/waterfall.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"

const record = (given: Partial<LapRecord>): LapRecord => ({
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
  spanId: "a",
  parentSpanId: undefined,
  runId: undefined,
  code: { file: undefined, line: undefined, function: undefined },
  error: undefined,
  attributes: {},
  extra: {},
  ...given
})

describe("a trace as text", () => {
  const trace = waterfallOf(
    buildTrace([
      record({ name: "turn", code: { file: "src/a.ts", line: 3, function: undefined } }),
      record({
        spanId: "b",
        parentSpanId: "a",
        name: "tool\u001b[31m",
        durationMs: 50,
        status: "error",
        error: { type: "Timeout", message: "too\nlate", stack: undefined },
        code: { file: "src/b.ts", line: 7, function: undefined }
      })
    ])
  )
  it("shows each span with its bar, its place and its failure, and no control character", () => {
    const { text } = traceText(trace)
    const [head = "", facts = "", , titles = "", turn = "", tool = ""] = text.split("\n")
    assert.equal(head, "Trace t1")
    assert.equal(facts, "100 ms · 2 spans · started 1970-01-01 00:00:00.900Z")
    assert.equal(titles.trim(), "starts at     takes    itself")
    assert.equal(turn, `      0 ms    100 ms   50.0 ms  ${"█".repeat(30)}  turn         src/a.ts:3`)
    assert.equal(
      tool,
      `   50.0 ms   50.0 ms   50.0 ms  ${"·".repeat(15)}${"█".repeat(15)}    tool␛[31m  src/b.ts:7  ✗ error: Timeout: too␊late`
    )
  })
  it("knows where in the text each place stands", () => {
    const { text, links } = traceText(trace)
    const lines = text.split("\n")
    assert.deepEqual(
      links.map(({ at, file, line }) => [lines[at.line]?.slice(at.start, at.end), file, line]),
      [
        ["src/a.ts:3", "src/a.ts", 3],
        ["src/b.ts:7", "src/b.ts", 7]
      ]
    )
  })
})

describe("a site's label", () => {
  it("drops the operation that the tree already tells, and adds a step", () => {
    assert.equal(
      siteLabel({ name: "execute_tool CheckEligibility", step: "total" }),
      "CheckEligibility"
    )
    assert.equal(siteLabel({ name: "chat gpt", step: "first_token" }), "gpt first_token")
    assert.equal(
      siteLabel({ name: "fraud_flag_check", step: "fraud_flag_check" }),
      "fraud_flag_check"
    )
    assert.equal(siteLabel({ name: "chat ", step: "total" }), "chat ")
  })
})
