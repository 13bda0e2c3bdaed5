/** Money in whole cents, and its written form. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { formatDollars, parseDollars, percentageCents } from "../../../agent/domain/money.ts"

const cents = fc.integer({ min: 0, max: 10_000_000 })
const percent = fc.integer({ min: 0, max: 100 })

describe("money", () => {
  it("is written with two decimals, whatever its size", () => {
    assert.deepEqual([0, 5, 50, 12_999, 100_000].map(formatDollars), [
      "0.00",
      "0.05",
      "0.50",
      "129.99",
      "1000.00"
    ])
  })

  it("is read back as the sum it was written from", () => {
    fc.assert(fc.property(cents, (amount) => parseDollars(formatDollars(amount)) === amount))
  })

  it("is not read from any other form", () => {
    for (const form of ["129.9", "129", "-1.00", "1e3", "1,000.00", " 1.00", ""]) {
      assert.equal(parseDollars(form), undefined, form)
    }
  })

  it("rounds a percentage half up to the cent", () => {
    assert.equal(percentageCents(49_999, 15), 7_500)
    assert.equal(percentageCents(10, 15), 2)
    assert.equal(percentageCents(10, 14), 1)
  })

  it("takes a percentage within half a cent of the exact one, in whole cents, never above the whole", () => {
    fc.assert(
      fc.property(cents, percent, (amount, share) => {
        const taken = percentageCents(amount, share)
        assert.ok(Number.isInteger(taken) && taken >= 0 && taken <= amount)
        assert.ok(Math.abs(taken * 100 - amount * share) <= 50)
      })
    )
  })
})
