/** The dashboard's figures and the picture of the tool chains. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { dashboardOf } from "../../../extension/editor/dashboard-data.ts"
import { readDashboardData } from "../../../extension/protocol/dashboard-data.ts"
import {
  readFromDashboard,
  readToDashboard
} from "../../../extension/protocol/dashboard-messages.ts"
import { chainPicture } from "../../../extension/webview/dashboard/chain-picture.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import { decodeLine } from "../../../sdk/record/decode.ts"
import { linesOf, madeRuns } from "../../editor/page/made-log.ts"

const report = (() => {
  const store = createStore()
  for (const run of madeRuns(3, Date.UTC(2026, 0, 5))) {
    for (const line of linesOf(run)) {
      const decoded = decodeLine(line)
      assert.ok("record" in decoded)
      store.add(decoded.record)
    }
  }
  return store.report()
})()
const options = {
  sources: [{ id: "a", label: "a" }],
  source: "a",
  ownerLabel: (owner: string) => owner
}

describe("the dashboard's data", () => {
  const data = dashboardOf(report, options)

  it("holds the figures of the report, the runs oldest first", () => {
    assert.equal(data.turns.count, 75)
    assert.equal(data.turns.p95Ms, report.turns.p95Ms)
    assert.deepEqual(
      data.runs.map(({ count, p50Ms }) => [count, p50Ms]),
      report.runs.toReversed().map(({ turns }) => [turns?.count, turns?.p50Ms])
    )
    assert.ok((data.runs[0]?.startMicros ?? 0) < (data.runs[1]?.startMicros ?? 0))
    assert.ok(Math.abs(data.ledger.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9)
    assert.equal(data.resources.length, 3)
    assert.equal(
      data.resources[0]?.poolSize.every((size) => size === 5),
      true
    )
    assert.equal(data.slowest[0]?.durationMs, report.turns.maxMs)
    assert.ok(
      Math.abs((data.startups[0]?.steps ?? []).reduce((sum, { share }) => sum + share, 0) - 1) <
        1e-9
    )
  })

  it("crosses the border whole, and is refused when any part of it is something else", () => {
    const sent: object = JSON.parse(JSON.stringify(data))
    assert.deepEqual(readToDashboard({ _tag: "Data", data: sent }), { _tag: "Data", data: sent })
    for (const key of Object.keys(sent)) {
      for (const wrong of [undefined, true, { a: 1 }, [1], Number.NaN]) {
        assert.equal(readDashboardData({ ...sent, [key]: wrong }), undefined, key)
      }
    }
  })

  it("shows an empty log as nothing", () => {
    const empty = dashboardOf(createStore().report(), options)
    assert.deepEqual(
      [empty.runs, empty.ledger, empty.resources, empty.chains, empty.startups, empty.slowest],
      [[], [], [], [], [], []]
    )
    assert.notEqual(readDashboardData(JSON.parse(JSON.stringify(empty))), undefined)
  })
})

describe("messages of the dashboard", () => {
  it("are nothing when they are anything", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(readToDashboard(value), undefined)
        assert.equal(readFromDashboard(value), undefined)
      })
    )
    assert.equal(readFromDashboard({ _tag: "OpenTrace", trace: "a", span: 1 }), undefined)
  })
})

describe("the picture of tool chains", () => {
  const tool = fc.constantFrom("A", "B", "C", "D")
  const chains = fc.array(
    fc.record({ tools: fc.array(tool, { maxLength: 7 }), count: fc.integer({ min: 1, max: 50 }) }),
    { maxLength: 12 }
  )
  const size = { height: 100, gap: 4, mostColumns: 5 }

  it("has boxes that do not overlap and are as high as they are often", () => {
    fc.assert(
      fc.property(chains, (list) => {
        const { boxes, columns } = chainPicture(list, size)
        for (let column = 0; column < columns; column++) {
          const here = boxes.filter((box) => box.column === column)
          for (const [index, box] of here.entries()) {
            const wanted = list.filter(({ tools }) => tools[column] === box.tool)
            assert.equal(
              box.count,
              wanted.reduce((sum, { count }) => sum + count, 0)
            )
            const before = here[index - 1]
            if (before !== undefined) assert.ok(box.top >= before.top + before.height + 4 - 1e-9)
            assert.ok(box.top + box.height <= 100 + 1e-9)
          }
        }
      })
    )
  })

  it("has bands that begin and end inside of their boxes and never lie on each other", () => {
    fc.assert(
      fc.property(chains, (list) => {
        const { boxes, bands } = chainPicture(list, size)
        const boxAt = (column: number, name: string) =>
          boxes.find((box) => box.column === column && box.tool === name)
        for (const band of bands) {
          for (const [box, top] of [
            [boxAt(band.column, band.from), band.fromTop],
            [boxAt(band.column + 1, band.to), band.toTop]
          ] as const) {
            assert.ok(box)
            assert.ok(top >= box.top - 1e-9 && top + band.height <= box.top + box.height + 1e-9)
          }
          const others = bands.filter(
            (other) => other !== band && other.column === band.column && other.from === band.from
          )
          for (const { fromTop, height } of others) {
            assert.ok(
              fromTop >= band.fromTop + band.height - 1e-9 ||
                fromTop + height <= band.fromTop + 1e-9
            )
          }
        }
      })
    )
  })

  it("is empty without tools", () => {
    const empty = { columns: 0, boxes: [], bands: [] }
    assert.deepEqual(chainPicture([], size), empty)
    assert.deepEqual(chainPicture([{ tools: [], count: 3 }], size), empty)
  })
})
