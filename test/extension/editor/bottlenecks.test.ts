/** The bottleneck tree's order and groups, and one number for one operation. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { groupBottlenecks } from "../../../extension/editor/bottleneck-groups.ts"
import { newestOnly } from "../../../extension/editor/newest-only.ts"
import { placedSite, unplacedSite } from "./made-sites.ts"

describe("the bottleneck groups", () => {
  const placements = [
    unplacedSite({ name: "c", metric: "turn", selfMs: 99 }),
    placedSite({ name: "b", metric: "turn", file: "y.ts", selfMs: 7 }),
    placedSite({ name: "d", metric: "db_query", file: "y.ts", selfMs: 6 }),
    placedSite({ name: "a", metric: "db_query", file: "x.ts", selfMs: 5 })
  ]
  const shown = (groupBy: "metric" | "file") =>
    groupBottlenecks(placements, groupBy).map(
      ({ id, selfMs, sites }) => `${id} ${selfMs} ${sites.map(({ site }) => site.name).join("")}`
    )

  it("are ranked by self time, what has no place at the end", () => {
    assert.deepEqual(shown("metric"), [
      "metric:db_query 11 da",
      "metric:turn 7 b",
      "unplaced: 99 c"
    ])
    assert.deepEqual(shown("file"), ["file:y.ts 13 bd", "file:x.ts 5 a", "unplaced: 99 c"])
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
        fc.constantFrom("metric" as const, "file" as const),
        (given, groupBy) => {
          const all = given.map((each, index) =>
            index % 3 === 0 ? unplacedSite(each) : placedSite(each)
          )
          const groups = groupBottlenecks(all, groupBy)
          assert.equal(groups.flatMap(({ sites }) => sites).length, all.length)
          assert.equal(new Set(groups.map(({ id }) => id)).size, groups.length)
        }
      )
    )
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
