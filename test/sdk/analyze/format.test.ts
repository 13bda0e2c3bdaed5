/** Figures as people read them. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLocation,
  formatNumber,
  formatPercent,
  formatQuantile
} from "../../../sdk/analyze/format.ts"
import { lensTitle } from "../../../sdk/analyze/lens-title.ts"

const check = <A>(format: (value: A) => string, cases: readonly (readonly [A, string])[]) => {
  for (const [value, expected] of cases) {
    it(`${format.name} gives ${expected} for ${value}`, () => {
      assert.equal(format(value), expected)
    })
  }
}

describe("format", () => {
  check(formatDuration, [
    [0, "0 ms"],
    [0.0001, "<1 µs"],
    [0.0452, "45.2 µs"],
    [0.812, "812 µs"],
    [0.9996, "1.00 ms"],
    [45.2, "45.2 ms"],
    [99.96, "100 ms"],
    [999.4, "999 ms"],
    [999.6, "1.00 s"],
    [1820, "1.82 s"],
    [119_499, "119 s"],
    [119_500, "2 min 00 s"],
    [125_000, "2 min 05 s"],
    [3_599_500, "1 h 00 min"],
    [NaN, "–"],
    [-1, "–"]
  ])
  check(formatPercent, [
    [0, "0 %"],
    [0.0001, "<0.1 %"],
    [0.034, "3.4 %"],
    [0.0999, "10 %"],
    [0.64, "64 %"],
    [1, "100 %"]
  ])
  check(formatCount, [
    [0, "0"],
    [999, "999"],
    [1_234_567, "1,234,567"]
  ])
  check(formatNumber, [
    [0, "0"],
    [0.0001, "<0.001"],
    [0.482, "0.482"],
    [3, "3"],
    [3.04, "3.04"],
    [12.4, "12.4"],
    [1240, "1,240"]
  ])
  check(formatBytes, [
    [512, "512 B"],
    [74_000_000, "70.6 MiB"],
    [5_000_000_000, "4.66 GiB"]
  ])

  it("never shows a longer duration as a smaller number of the same unit", () => {
    const UNITS = ["µs", "ms", "s"]
    const size = (text: string) => {
      const [number = "", unit = ""] = text.split(" ")
      return Number(number) * 1000 ** UNITS.indexOf(unit)
    }
    const duration = fc.double({ min: 0.001, max: 119_000, noNaN: true })
    fc.assert(
      fc.property(duration, duration, (a, b) => {
        const [short, long] = a < b ? [a, b] : [b, a]
        assert.ok(size(formatDuration(short)) <= size(formatDuration(long)))
      })
    )
  })

  it("says n too small where a sample cannot bear a quantile, and nothing where none was taken", () => {
    assert.equal(formatQuantile(null, 19, "p95"), "n too small")
    assert.equal(formatQuantile(null, 99, "p99"), "n too small")
    assert.equal(formatQuantile(45.2, 20, "p95"), "45.2 ms")
    assert.equal(formatQuantile(null, 0, "p50"), "–")
  })

  it("writes a place as far as it is known", () => {
    assert.equal(formatLocation("a/b.ts", 42), "a/b.ts:42")
    assert.equal(formatLocation("a/b.ts", undefined), "a/b.ts")
    assert.equal(formatLocation(undefined, undefined), "–")
  })

  it("titles a lens with p50, p95, n and share of turn", () => {
    const site = { count: 240, p50Ms: 1820, p95Ms: 3100, shareOfTurn: 0.64 }
    assert.equal(lensTitle(site), "1.82 s p50 · p95 3.10 s · n 240 · 64 % of turn")
    assert.equal(
      lensTitle({ ...site, count: 12, p95Ms: null }),
      "1.82 s p50 · p95 n too small · n 12 · 64 % of turn"
    )
    assert.equal(lensTitle({ ...site, shareOfTurn: null }), "1.82 s p50 · p95 3.10 s · n 240")
  })
})
