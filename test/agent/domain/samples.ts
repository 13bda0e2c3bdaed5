/** Orders, customers and policies to decide about, made of the few facts a test cares for. */
import fc from "fast-check"
import { LOYALTY_TIERS, PRODUCT_CATEGORIES } from "../../../agent/domain/codes.ts"
import { daysBefore } from "../../../agent/domain/days.ts"
import type { EligibilityRequest } from "../../../agent/domain/eligibility.ts"
import type { Customer, Order, OrderItem, Policy } from "../../../agent/domain/order.ts"

export const TODAY = "2026-03-15"

export const customer = (facts: Partial<Customer> = {}): Customer => ({
  id: 1,
  email: "ann@example.com",
  firstName: "Ann",
  lastName: "Lee",
  loyaltyTier: "Standard",
  fraudFlag: false,
  returnCount30d: 0,
  ...facts
})

export const item = (facts: Partial<OrderItem> = {}): OrderItem => ({
  id: 1,
  productName: "Hat",
  productCategory: "Accessories",
  sku: "ACC-0001",
  quantity: 1,
  priceCents: 2000,
  isFinalSale: false,
  isReturnable: true,
  ...facts
})

export const orderOf = (
  ageDays: number,
  items: ReadonlyArray<OrderItem>,
  buyer: Customer = customer()
): Order => ({
  id: 1,
  orderNumber: "50001",
  orderDate: daysBefore(TODAY, ageDays, 3600),
  totalCents: items.reduce((sum, each) => sum + each.priceCents * each.quantity, 0),
  status: "Delivered",
  shippingAddress: "1 Road",
  customer: buyer,
  items
})

const policy = (name: string, category: string, windowDays: number, fee = 0): Policy => ({
  name,
  category,
  windowDays,
  requiresOriginalPackaging: fee > 0,
  restockingFeePercent: fee
})

export const POLICIES: ReadonlyArray<Policy> = [
  policy("General", "General", 30),
  policy("Electronics", "Electronics", 90, 15),
  policy("Clothing", "Clothing", 30),
  policy("Final sale", "Final Sale", 0),
  policy("VIP extended", "VIP Extended", 120)
]

const anyCustomer = fc.record({
  loyaltyTier: fc.constantFrom(...LOYALTY_TIERS),
  fraudFlag: fc.boolean(),
  returnCount30d: fc.nat(6)
})

const anyItem = fc.record({
  productCategory: fc.constantFrom(...PRODUCT_CATEGORIES),
  quantity: fc.integer({ min: 1, max: 5 }),
  priceCents: fc.nat(100_000),
  isFinalSale: fc.boolean(),
  isReturnable: fc.boolean()
})

/** Any request at all: every rule can decide, alone or together with others. */
export const anyRequest: fc.Arbitrary<EligibilityRequest> = fc
  .record({
    buyer: anyCustomer,
    items: fc.array(anyItem, { minLength: 1, maxLength: 4 }),
    ageDays: fc.nat(200),
    itemIds: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
    returnReason: fc.constantFrom("too small", "It arrived BROKEN", "torn", "tornado colours"),
    policies: fc.subarray([...POLICIES])
  })
  .map(({ buyer, items, ageDays, itemIds, returnReason, policies }) => ({
    order: orderOf(
      ageDays,
      items.map((facts, index) => item({ ...facts, id: index + 1 })),
      customer(buyer)
    ),
    itemIds,
    returnReason,
    policies,
    today: TODAY
  }))
