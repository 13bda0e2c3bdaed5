/** The bottleneck tree's order and groups, and one number for one operation. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { groupBottlenecks } from "../../../extension/editor/bottleneck-groups.ts"
import { type BottleneckRow, rankBottlenecks } from "../../../extension/editor/bottleneck-rows.ts"
import { newestOnly } from "../../../extension/editor/newest-only.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import type { Placement } from "../../../extension/editor/placement.ts"
import { madeSite, placedSite, unplacedSite } from "./made-sites.ts"

describe("the bottleneck groups", () => {
  const toRow = (placement: Placement, session?: string): BottleneckRow => ({
    placement,
    ms: placement.site.selfMs,
    session
  })
  const rows = [
    unplacedSite({ name: "c", metric: "turn", selfMs: 99 }),
    placedSite({ name: "b", metric: "turn", file: "y.ts", selfMs: 7 }),
    placedSite({ name: "d", metric: "db_query", file: "y.ts", selfMs: 6 }),
    placedSite({ name: "a", metric: "db_query", file: "x.ts", selfMs: 5 })
  ].map((placement, index) => toRow(placement, `s${index % 2}`))
  const shown = (groupBy: "metric" | "file" | "session") =>
    groupBottlenecks(rows, groupBy).map(
      ({ id, ms, rows }) =>
        `${id} ${ms} ${rows.map(({ placement }) => placement.site.name).join("")}`
    )

  it("are ranked by self time, what has no place at the end", () => {
    assert.deepEqual(shown("metric"), [
      "metric:db_query 11 da",
      "metric:turn 7 b",
      "unplaced: 99 c"
    ])
    assert.deepEqual(shown("file"), ["file:y.ts 13 bd", "file:x.ts 5 a", "unplaced: 99 c"])
    assert.deepEqual(shown("session"), ["session:s1 12 ba", "session:s0 6 d", "unplaced: 99 c"])
  })
  it("hold every site once, whatever the sites are", () => {
    const site = fc.record({
      metric: fc.constantFrom("a", "b"),
      file: fc.constantFrom("x", "y"),
      selfMs: fc.nat(),
      line: fc.nat()
    })
    fc.assert(
      fc.property(
        fc.array(site),
        fc.constantFrom("metric" as const, "file" as const, "session" as const),
        (given, groupBy) => {
          const all = given.map((each, index) =>
            toRow(index % 3 === 0 ? unplacedSite(each) : placedSite(each), `s${index % 4}`)
          )
          const groups = groupBottlenecks(all, groupBy)
          assert.equal(groups.flatMap(({ rows }) => rows).length, all.length)
          assert.equal(new Set(groups.map(({ id }) => id)).size, groups.length)
        }
      )
    )
  })
})

describe("the bottleneck ranking", () => {
  const site = (name: string, given: object) => madeSite({ key: name, name, ...given })
  const sites = [
    site("slow itself", { selfMs: 9, totalMs: 9 }),
    site("slow below", { selfMs: 1, totalMs: 90 }),
    site("waited for", { selfMs: 3, totalMs: 30 })
  ]
  const sum = (criticalMs: number, count = 1) => ({
    count,
    errors: 0,
    totalMs: count * 10,
    selfMs: count,
    criticalMs
  })
  const traces = [
    { sessionId: "s1", sites: new Map([["waited for", sum(20)]]) },
    {
      sessionId: "s2",
      sites: new Map([
        ["waited for", sum(5, 2)],
        ["slow itself", sum(6)]
      ])
    }
  ]
  const folder = {
    figures: {
      report: () => ({ ...createStore().report(), sites }),
      traceSums: () => ({ see: () => {}, all: () => traces })
    },
    placementOf: (key: string) => ({ ...placedSite(), site: site(key, {}) })
  }
  const ranked = (
    sortBy: "self" | "total" | "criticalPath",
    groupBy: "metric" | "session" = "metric",
    limit = 9
  ) =>
    rankBottlenecks([folder], { sortBy, groupBy, limit }).map(
      ({ placement, ms, session }) => `${session ?? ""} ${placement.site.name} ${ms}`
    )

  it("goes by self time, by total time or by the time on critical paths", () => {
    assert.deepEqual(ranked("self"), [" slow itself 9", " waited for 3", " slow below 1"])
    assert.deepEqual(ranked("total"), [" slow below 90", " waited for 30", " slow itself 9"])
    assert.deepEqual(ranked("criticalPath"), [" waited for 25", " slow itself 6"])
  })

  it("tells sessions apart, with the figures of each", () => {
    assert.deepEqual(ranked("self", "session"), [
      "s2 waited for 2",
      "s1 waited for 1",
      "s2 slow itself 1"
    ])
    const [first] = rankBottlenecks([folder], { sortBy: "self", groupBy: "session", limit: 1 })
    assert.equal(first?.placement.site.count, 2)
    assert.equal(first.placement.site.p50Ms, null)
  })

  it("stops at the limit", () => {
    assert.deepEqual(ranked("self", "metric", 1), [" slow itself 9"])
  })
})

describe("one operation recorded at two lines", () => {
  it("is shown with the figures of the newest run only", () => {
    const before = placedSite({ line: 42, name: "op" }, { line: 44, state: "moved" })
    const after = placedSite({ line: 45, name: "op" }, { line: 44 })
    const other = placedSite({ line: 45, name: "other" }, { line: 44 })
    const dated = [
      { placement: before, endMicros: 1 },
      { placement: after, endMicros: 2 },
      { placement: other, endMicros: 0 },
      { placement: unplacedSite({ name: "op" }), endMicros: 9 }
    ]
    assert.deepEqual(newestOnly(dated), [after, other])
  })
})
