/** How many samples a quantile needs. */

import * as assert from "node:assert/strict"
import { createHistogram, record } from "../../../sdk/analyze/histogram.ts"
import { summarize } from "../../../sdk/analyze/statistics.ts"

const check = (n: number, expected: readonly ["p50" | "null", "p95" | "null", "p99" | "null"]) => {
  it(`of ${n} samples gives ${expected.join(", ")}`, () => {
    const histogram = createHistogram()
    for (let ms = 1; ms <= n; ms++) record(histogram, ms)
    const { p50Ms, p95Ms, p99Ms, count } = summarize(histogram, 0)
    const given = [p50Ms && "p50", p95Ms && "p95", p99Ms && "p99"].map((name) => name ?? "null")
    assert.deepEqual(given, expected)
    assert.equal(count, n)
  })
}

describe("statistics", () => {
  check(0, ["null", "null", "null"])
  check(1, ["p50", "null", "null"])
  check(19, ["p50", "null", "null"])
  check(20, ["p50", "p95", "null"])
  check(99, ["p50", "p95", "null"])
  check(100, ["p50", "p95", "p99"])

  it("takes the p95 of twenty samples from the nineteenth", () => {
    const histogram = createHistogram()
    for (let n = 0; n < 18; n++) record(histogram, 1)
    record(histogram, 50)
    record(histogram, 1000)
    const { p95Ms } = summarize(histogram, 0)
    assert.ok(p95Ms !== null && Math.abs(p95Ms - 50) < 0.5, String(p95Ms))
  })
})
