/** How a resource's course is drawn in one line. */

import * as assert from "node:assert/strict"
import { sparkline } from "../../../sdk/cli/sparkline.ts"

const KEY = "process.memory.rss_bytes"

/** A point every 100 ms; undefined where the log has none. */
const draw = (values: readonly (number | undefined)[], key = KEY): string =>
  sparkline(
    {
      runId: "run",
      widthMs: 100,
      points: values.flatMap((value, at) =>
        value === undefined
          ? []
          : [{ atMicros: at * 100_000, values: { [KEY]: { last: 0, min: 0, max: value } } }]
      )
    },
    key
  )

describe("a course in one line", () => {
  it("goes from the least to the greatest of its values", () => {
    assert.equal(draw([10, 20, 30, 40, 50, 60, 70, 80]), "▁▂▃▄▅▆▇█")
    assert.equal(draw([1e9, 1e9 + 1]), "▁█")
  })

  it("is flat where nothing changes", () => {
    assert.equal(draw([5, 5, 5]), "▁▁▁")
  })

  it("has a space where the log tells nothing, and no bar beyond the run", () => {
    assert.equal(draw([0, undefined, 7, undefined]), "▁ █")
  })

  it("shows no more than 24 stretches, with the peak of each", () => {
    const values = Array.from({ length: 120 }, (_, at) => (at === 61 ? 100 : 0))
    assert.equal(draw(values), `${"▁".repeat(12)}█${"▁".repeat(11)}`)
  })

  it("is empty for what the run never told", () => {
    assert.equal(draw([1, 2], "process.db_pool.size"), "")
  })
})
