/** The critical path, on drawn traces. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { criticalPath } from "../../../sdk/analyze/critical-path.ts"
import { buildTrace } from "../../../sdk/analyze/trace-tree.ts"
import { anyTrace } from "./any-trace.ts"
import { drawTrace } from "./drawn-trace.ts"

/** The path stands below its trace: in each column the first letter of the span that is waited for. */
const check = (sentence: string, drawing: string) => {
  it(sentence, () => {
    const path = criticalPath(buildTrace(drawTrace(drawing)))
    const drawn = path.map(({ span, startMs, endMs }) =>
      (span.record?.name ?? "?").charAt(0).repeat(endMs - startMs)
    )
    const expected = /path +(\S+)/.exec(drawing)?.[1]
    assert.equal(drawn.join(""), expected)
  })
}

describe("the critical path", () => {
  check(
    "goes through children in a row; what is between them is the parent's",
    `
     turn   [=========]
       a     [==]
       b         [===]
     path   taaatbbbbt`
  )
  check(
    "waits for the longest of the children that begin together",
    `
     turn   [=========]
       a     [==]
       b     [======]
       c     [====]
     path   tbbbbbbbtt`
  )
  check(
    "waits for the longest of the children that end together",
    `
     turn   [=========]
       a       [====]
       b     [======]
     path   tbbbbbbbtt`
  )
  check(
    "leaves out a child that did not hold up the one that ended last",
    `
     turn   [==========]
       a    [======]
       b     [==]
       c        [======]
     path   tbbbccccccc`
  )
  check(
    "goes down to the deepest span that was waited for",
    `
     turn      [==========]
       agent    [========]
         db      [==]
         copy        [==]
     path      tadddacccat`
  )
  check(
    "cuts a child off where its parent ends",
    `
     turn   [=====]
       a       [=======]
     path   tttaaa`
  )
  check(
    "is the span itself where there is nothing below",
    `
     turn   [====]
     path   ttttt`
  )
  check(
    "belongs to no span between two roots",
    `
     a      [==]
     b            [==]
     path   aaa???bbb`
  )

  it("takes children for one after the other that overlap by less than the clocks can tell", () => {
    const [turn, a, b] = drawTrace(`
      turn   [=========]
        a     [==]
        b        [====]`)
    assert.ok(turn !== undefined && a !== undefined && b !== undefined)
    const late = { ...a, endMicros: (a.endMicros ?? 0) + 30 }
    const path = criticalPath(buildTrace([turn, late, b]))
    assert.deepEqual(
      path.map(({ span }) => span.record?.name),
      ["turn", "a", "b", "turn"]
    )
  })

  it("covers every trace without gap or overlap", () => {
    fc.assert(
      fc.property(anyTrace, (records) => {
        const tree = buildTrace(records)
        const { startMs, endMs } = tree.root.interval ?? { startMs: 0, endMs: 0 }
        let reached = startMs
        for (const segment of criticalPath(tree)) {
          assert.equal(segment.startMs, reached)
          assert.ok(segment.endMs > segment.startMs)
          reached = segment.endMs
        }
        assert.equal(reached, endMs)
      })
    )
  })

  it("is nothing for nothing", () => {
    assert.deepEqual(criticalPath(buildTrace([])), [])
  })
})
