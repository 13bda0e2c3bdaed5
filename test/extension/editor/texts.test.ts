/** Distributions and traces as text. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { histogramText } from "../../../extension/editor/histogram-text.ts"
import { siteLabel } from "../../../extension/editor/site-label.ts"
import { traceText } from "../../../extension/editor/trace-text.ts"
import { buildTrace } from "../../../sdk/analyze/trace-tree.ts"
import { waterfallOf } from "../../../sdk/analyze/waterfall.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"

describe("a histogram as text", () => {
  it("shows every count, in at most six rows of one width", () => {
    const edges = fc.uniqueArray(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), {
      minLength: 2,
      maxLength: 60
    })
    fc.assert(
      fc.property(
        edges,
        fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 60, maxLength: 60 }),
        (raw, counts) => {
          const sorted = raw.toSorted((a, b) => a - b)
          const buckets = sorted.slice(1).map((highMs, index) => ({
            lowMs: sorted[index] ?? 0,
            highMs,
            count: counts[index] ?? 1
          }))
          const rows = histogramText(buckets).split("\n")
          assert.ok(rows.length <= 6)
          assert.equal(new Set(rows.map((row) => row.length)).size, 1)
          const shown = rows.map((row) => Number((row.split(" ").at(-1) ?? "").replaceAll(",", "")))
          assert.equal(
            shown.reduce((a, b) => a + b, 0),
            buckets.reduce((sum, { count }) => sum + count, 0)
          )
        }
      )
    )
  })
  it("draws the fullest row longest, and a sliver for one among many", () => {
    const text = histogramText([
      { lowMs: 1, highMs: 2, count: 1000 },
      { lowMs: 2, highMs: 3, count: 1 }
    ])
    assert.equal(
      text,
      `1.00 ms – 2.00 ms ${"▆".repeat(24)} 1,000\n2.00 ms – 3.00 ms ▆${" ".repeat(23)}     1`
    )
  })
})

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
