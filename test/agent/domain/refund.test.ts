/** Refunds to the cent. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { decide } from "../../../agent/domain/eligibility.ts"
import { computeRefund } from "../../../agent/domain/refund.ts"
import type { Policy } from "../../../agent/domain/order.ts"
import { anyRequest, customer, item, POLICIES } from "./samples.ts"

const policyOf = (category: string): Policy => {
  const policy = POLICIES.find((policy) => policy.category === category)
  assert.ok(policy !== undefined)
  return policy
}

const tablet = item({ productCategory: "Electronics", priceCents: 49_999 })
const covered = [{ item: tablet, policy: policyOf("Electronics") }]

describe("a refund", () => {
  it("of electronics is less 15 percent, rounded half up to the cent", () => {
    const refund = computeRefund(customer(), covered)
    assert.equal(refund.feeCents, 7_500)
    assert.equal(refund.refundCents, 42_499)
  })

  it("has no restocking fee for Gold and Platinum, even under a policy that asks for one", () => {
    for (const loyaltyTier of ["Gold", "Platinum"] as const) {
      assert.equal(computeRefund(customer({ loyaltyTier }), covered).refundCents, 49_999)
    }
    assert.equal(computeRefund(customer({ loyaltyTier: "Silver" }), covered).refundCents, 42_499)
  })

  it("rounds the fee once per item, not once per piece", () => {
    const three = item({ productCategory: "Electronics", priceCents: 3, quantity: 3 })
    const refund = computeRefund(customer(), [{ item: three, policy: policyOf("Electronics") }])
    assert.deepEqual(refund.lines, [{ itemId: 1, grossCents: 9, feeCents: 1, refundCents: 8 }])
  })

  it("never exceeds the price, loses no cent, and is the sum of its items", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { covered } = decide(request)
        const refund = computeRefund(request.order.customer, covered)
        const paid = covered.reduce((sum, { item }) => sum + item.priceCents * item.quantity, 0)
        assert.equal(refund.refundCents + refund.feeCents, paid)
        assert.ok(refund.refundCents >= 0 && refund.feeCents >= 0)
        assert.equal(
          refund.lines.reduce((sum, line) => sum + line.refundCents, 0),
          refund.refundCents
        )
      })
    )
  })
})
