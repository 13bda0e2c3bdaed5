/** What was read is remembered by owner, and in bounded memory. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { makeDuplicateFilter } from "../../../sdk/read/duplicate-filter.ts"

const [a, b] = [{ path: "a" }, { path: "b" }]

describe("the filter of duplicates", () => {
  it("answers as a map from hash to owner does, whatever is added and forgotten", () => {
    const hash = fc.oneof(fc.nat(60), fc.maxSafeNat(), fc.constantFrom(0, 2 ** 53 - 1, 2 ** 32))
    const step = fc.tuple(hash, fc.constantFrom(a, b), fc.integer({ min: 0, max: 20 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
        const filter = makeDuplicateFilter()
        const expected = new Map<number, object>()
        for (const [hash, owner, chance] of steps) {
          if (chance === 0) {
            filter.forget(owner)
            for (const [known, of] of expected) if (of === owner) expected.delete(known)
          } else {
            assert.equal(filter.isDuplicate(hash, owner), expected.has(hash))
            if (!expected.has(hash)) expected.set(hash, owner)
          }
        }
      })
    )
  })

  it("finds every one of many lines again", () => {
    const filter = makeDuplicateFilter()
    const hashes = Array.from({ length: 20_000 }, (_, index) => index * 450_359_962_737)
    for (const hash of hashes) assert.equal(filter.isDuplicate(hash, a), false)
    for (const hash of hashes) assert.equal(filter.isDuplicate(hash, b), true)
  })

  it("remembers the last lines and lets the first go", () => {
    const filter = makeDuplicateFilter(100)
    for (let hash = 0; hash < 250; hash++) filter.isDuplicate(hash, a)
    assert.equal(filter.isDuplicate(249, a), true)
    assert.equal(filter.isDuplicate(150, a), true)
    assert.equal(filter.isDuplicate(99, a), false)
  })
})
