/** Resource lines on a time axis of bounded length. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { createResourceSeries } from "../../../sdk/analyze/resource-series.ts"
import { aRecord } from "./drawn-trace.ts"

const ORIGIN = 1_765_713_600_000_000
const line = (atMs: number, value: number, runId = "r") =>
  aRecord({
    metric: "resource",
    runId,
    endMicros: ORIGIN + Math.round(atMs * 1000),
    attributes: { heap: value }
  })

const seriesOf = (lines: Iterable<ReturnType<typeof line>>) => {
  const series = createResourceSeries()
  for (const each of lines) series.add(each)
  return series.all()
}

describe("resources over time", () => {
  it("are the newest, least and greatest value of each stretch, runs apart", () => {
    const all = seriesOf([line(0, 5), line(40, 9), line(60, 7), line(1000, 1), line(2000, 3, "q")])
    assert.deepEqual(
      all.map(({ runId, points }) => [runId, points.map(({ values }) => values["heap"])]),
      [
        [
          "r",
          [
            { last: 7, min: 5, max: 9 },
            { last: 1, min: 1, max: 1 }
          ]
        ],
        ["q", [{ last: 3, min: 3, max: 3 }]]
      ]
    )
  })

  it("keep at most 120 points of a run however long it is, and no extreme is lost", () => {
    const day = Array.from({ length: 86_400 }, (_, at) =>
      line(at * 1000, at === 4321 ? 99 : at % 7)
    )
    const [series] = seriesOf(day)
    assert.ok(series !== undefined && series.points.length <= 120 && series.points.length > 50)
    assert.equal(Math.max(...series.points.map(({ values }) => values["heap"]?.max ?? 0)), 99)
  })

  it("are the same for every order of the lines", () => {
    const lines = fc.array(fc.tuple(fc.nat(60_000), fc.nat(9)), { maxLength: 300 })
    const shuffled = lines.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
      )
    )
    fc.assert(
      fc.property(shuffled, ([all, others]) => {
        const [a, b] = [all, others].map((each) => seriesOf(each.map(([ms, v]) => line(ms, v))))
        assert.deepEqual(b, a)
      })
    )
  })

  it("keep the first 50 runs", () => {
    const lines = Array.from({ length: 60 }, (_, at) => line(at, 1, `run${at}`))
    assert.equal(seriesOf(lines).length, 50)
  })
})
