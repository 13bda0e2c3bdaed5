/** What a customer gets back for returned items. */
import { percentageCents } from "./money.ts"
import { type Customer, isVip } from "./order.ts"
import type { CoveredItem } from "./policy.ts"

export interface RefundLine {
  readonly itemId: number
  readonly grossCents: number
  readonly feeCents: number
  readonly refundCents: number
}

export interface Refund {
  readonly lines: ReadonlyArray<RefundLine>
  readonly feeCents: number
  readonly refundCents: number
}

/**
 * Price × quantity of each item, less the restocking fee of the policy that covers it. The fee is
 * rounded half up to the cent once per item, and is waived for Gold and Platinum.
 */
export const computeRefund = (customer: Customer, covered: ReadonlyArray<CoveredItem>): Refund => {
  const lines = covered.map(({ item, policy }): RefundLine => {
    const grossCents = item.priceCents * item.quantity
    const feePercent = isVip(customer) ? 0 : policy.restockingFeePercent
    const feeCents = percentageCents(grossCents, feePercent)
    return { itemId: item.id, grossCents, feeCents, refundCents: grossCents - feeCents }
  })
  return {
    lines,
    feeCents: lines.reduce((sum, line) => sum + line.feeCents, 0),
    refundCents: lines.reduce((sum, line) => sum + line.refundCents, 0)
  }
}
