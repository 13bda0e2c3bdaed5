/** Reciprocal rank fusion: what stands high in more rankings comes first. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { fuse } from "../../../agent/knowledge/fusion.ts"

const ranking = fc.uniqueArray(fc.nat(30), { maxLength: 12 })

describe("fusion of rankings", () => {
  it("puts an item of both rankings before the first of one alone", () => {
    assert.deepEqual(
      fuse([
        [1, 2, 3],
        [4, 3, 5]
      ]),
      [3, 1, 4, 2, 5]
    )
  })

  it("leaves one ranking as it is and holds every item once", () => {
    fc.assert(
      fc.property(ranking, ranking, (one, other) => {
        assert.deepEqual(fuse([one]), one)
        assert.deepEqual(fuse([one, one]), one)
        const fused = fuse([one, other])
        assert.deepEqual(new Set(fused), new Set([...one, ...other]))
        assert.equal(fused.length, new Set(fused).size)
      })
    )
  })

  it("never puts an item before one that stands higher in every ranking", () => {
    fc.assert(
      fc.property(ranking, ranking, (one, other) => {
        const both = one.filter((item) => other.includes(item))
        const fused = fuse([one, other])
        for (const a of both) {
          for (const b of both) {
            if (one.indexOf(a) < one.indexOf(b) && other.indexOf(a) < other.indexOf(b)) {
              assert.ok(fused.indexOf(a) < fused.indexOf(b))
            }
          }
        }
      })
    )
  })
})
