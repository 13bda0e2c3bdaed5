/** The picture of a site's laps: every lap in it, nothing but numbers. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { columnsOf, lapPicture } from "../../../extension/editor/lap-picture.ts"

const colors = { bar: "#111111", hot: "#222222", text: "#333333", axis: "#444444" }
const count = (svg: string, part: string): number => svg.split(part).length - 1

const laps = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 60 })
const siteOf = (lapsMs: readonly number[]) => ({
  buckets: lapsMs.map((ms) => ({ lowMs: ms, highMs: ms * 1.01 + 1e-9, count: 1 })),
  minMs: Math.min(...lapsMs),
  maxMs: Math.max(...lapsMs),
  p50Ms: lapsMs[0] ?? null,
  p95Ms: null
})

describe("the picture of a site's laps", () => {
  it("counts every lap in one of its columns, whatever the laps are", () => {
    fc.assert(
      fc.property(laps, (lapsMs) => {
        const columns = columnsOf(siteOf(lapsMs))
        assert.equal(columns.length, 30)
        assert.equal(
          columns.reduce((sum, column) => sum + column, 0),
          lapsMs.length
        )
        const { svg, width, height } = lapPicture(siteOf(lapsMs), lapsMs, colors)
        assert.doesNotMatch(svg, /NaN|Infinity|undefined/)
        assert.ok(width > 0 && height > 0)
      })
    )
  })

  it("puts the shortest first and the longest last, on a scale of equal ratios", () => {
    const columns = columnsOf(siteOf([1, 10, 100]))
    assert.deepEqual(
      columns.flatMap((column, at) => (column > 0 ? [at] : [])),
      [0, 15, 29]
    )
  })

  it("draws a bar for each of the last laps, those beyond p95 in the other colour", () => {
    const site = { ...siteOf([10]), p95Ms: 15 }
    const { svg } = lapPicture(site, [10, 20, 11], colors)
    assert.equal(count(svg, "#222222"), 1)
    assert.equal(count(svg, "<rect"), 4)
  })

  it("leaves the last laps out where there is but one", () => {
    assert.ok(
      lapPicture(siteOf([3]), [3], colors).width < lapPicture(siteOf([3]), [3, 4], colors).width
    )
  })
})
