/** The eligibility decision: one example for each rule, and what holds for every request. */
import assert from "node:assert/strict"
import fc from "fast-check"
import type { ReasonCode } from "../../../agent/domain/codes.ts"
import {
  decide,
  type EligibilityRequest,
  isEligible,
  requiresManualReview
} from "../../../agent/domain/eligibility.ts"
import type { OrderItem } from "../../../agent/domain/order.ts"
import { anyRequest, customer, item, orderOf, POLICIES, TODAY } from "./samples.ts"

interface Example {
  readonly name: string
  readonly ageDays?: number
  readonly items?: ReadonlyArray<OrderItem>
  readonly buyer?: Parameters<typeof customer>[0]
  readonly reason?: string
  readonly ids?: ReadonlyArray<number>
  readonly policies?: typeof POLICIES
  readonly expect: ReasonCode
  readonly policy?: string | null
}

const jacket = item({ productCategory: "Clothing", productName: "Jacket" })
const tablet = item({ id: 2, productCategory: "Electronics", productName: "Tablet" })
const clothing = { category: "Clothing", requiresOriginalPackaging: false, restockingFeePercent: 0 }
const longerClothing = { ...clothing, name: "Winter clothing", windowDays: 45 }
const shorterClothing = { ...clothing, name: "Summer clothing", windowDays: 14 }

const EXAMPLES: ReadonlyArray<Example> = [
  { name: "within the general window", expect: "APPROVED", policy: "General" },
  { name: "on the last day of the window", ageDays: 30, expect: "APPROVED", policy: "General" },
  { name: "a day after the window", ageDays: 31, expect: "TIME_EXP", policy: "General" },
  {
    name: "185 days after the order of a jacket",
    ageDays: 185,
    items: [jacket],
    expect: "TIME_EXP",
    policy: "Clothing"
  },
  {
    name: "electronics on day 90",
    ageDays: 90,
    items: [tablet],
    ids: [2],
    expect: "APPROVED",
    policy: "Electronics"
  },
  {
    name: "a Gold customer on day 120",
    ageDays: 120,
    buyer: { loyaltyTier: "Gold" },
    expect: "APPROVED",
    policy: "VIP extended"
  },
  {
    name: "a Platinum customer on day 121",
    ageDays: 121,
    buyer: { loyaltyTier: "Platinum" },
    expect: "TIME_EXP",
    policy: "VIP extended"
  },
  {
    name: "two items of which one is too old for its own policy",
    ageDays: 60,
    items: [jacket, tablet],
    ids: [1, 2],
    expect: "TIME_EXP",
    policy: "Clothing"
  },
  {
    name: "the younger window of two items when only the other is returned",
    ageDays: 60,
    items: [jacket, tablet],
    ids: [2],
    expect: "APPROVED",
    policy: "Electronics"
  },
  {
    name: "the policy with the longest window of its category",
    ageDays: 40,
    policies: [...POLICIES, longerClothing, shorterClothing],
    items: [jacket],
    expect: "APPROVED",
    policy: "Winter clothing"
  },
  { name: "no item of the order", ids: [7], expect: "DATA_ERR" },
  { name: "no item at all", ids: [], expect: "DATA_ERR" },
  { name: "no policy for the item", policies: [], expect: "DATA_ERR" },
  { name: "a damaged item", reason: "It came Shattered!", expect: "DAMAGED_MANUAL" },
  { name: "a word that only holds a keyword", reason: "tornado print", expect: "APPROVED" },
  { name: "a customer with a fraud flag", buyer: { fraudFlag: true }, expect: "RISK_MANUAL" },
  { name: "a third return in 30 days", buyer: { returnCount30d: 3 }, expect: "RISK_MANUAL" },
  { name: "two returns in 30 days", buyer: { returnCount30d: 2 }, expect: "APPROVED" },
  { name: "a final sale", items: [item({ isFinalSale: true })], expect: "ITEM_EXCL" },
  { name: "an item not returnable", items: [item({ isReturnable: false })], expect: "ITEM_EXCL" },
  {
    name: "damage before the fraud flag",
    reason: "defective",
    buyer: { fraudFlag: true },
    expect: "DAMAGED_MANUAL"
  },
  {
    name: "the fraud flag before a final sale",
    buyer: { fraudFlag: true },
    items: [item({ isFinalSale: true })],
    expect: "RISK_MANUAL"
  },
  {
    name: "a final sale before the window",
    ageDays: 300,
    items: [item({ isFinalSale: true })],
    expect: "ITEM_EXCL"
  }
]

const requestOf = (example: Example): EligibilityRequest => ({
  order: orderOf(example.ageDays ?? 10, example.items ?? [item()], customer(example.buyer)),
  itemIds: example.ids ?? [1],
  returnReason: example.reason ?? "too small",
  policies: example.policies ?? POLICIES,
  today: TODAY
})

describe("the eligibility decision", () => {
  for (const example of EXAMPLES) {
    it(`is ${example.expect} for ${example.name}`, () => {
      const { decision } = decide(requestOf(example))
      assert.equal(decision.reasonCode, example.expect)
      if (example.policy !== undefined) assert.equal(decision.policyApplied, example.policy)
    })
  }

  it("is made by the first rule that holds, as an independent list of rules says", () => {
    fc.assert(
      fc.property(anyRequest, (request) => agree(request)),
      { numRuns: 500 }
    )
  })

  it("names a policy exactly when the window decided, and items exactly when policies were found", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { decision, covered } = decide(request)
        const byWindow = decision.reasonCode === "APPROVED" || decision.reasonCode === "TIME_EXP"
        assert.equal(decision.policyApplied !== null, byWindow)
        assert.equal(covered.length > 0, byWindow)
      })
    )
  })

  it("does not depend on repeated item ids or on their order", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const shuffled = { ...request, itemIds: [...request.itemIds, ...request.itemIds].reverse() }
        assert.deepEqual(decide(shuffled), decide(request))
      })
    )
  })

  it("asks for a person exactly when damage or risk decided, and then approves nothing", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { decision } = decide(request)
        const manual = decision.reasonCode.endsWith("_MANUAL")
        assert.equal(requiresManualReview(decision), manual)
        if (manual) assert.equal(isEligible(decision), false)
      })
    )
  })
})

/** The rules of the specification as a list of conditions, written without the domain's functions. */
const agree = (request: EligibilityRequest): void => {
  const { order, itemIds, policies } = request
  const { customer: buyer } = order
  const items = order.items.filter((each) => itemIds.includes(each.id))
  const ageDays = (Date.parse(TODAY) - Date.parse(order.orderDate.slice(0, 10))) / 86_400_000
  const windowOf = (each: OrderItem): number | undefined => {
    const vip = ["Gold", "Platinum"].includes(buyer.loyaltyTier) ? ["VIP Extended"] : []
    for (const category of [...vip, each.productCategory, "General"]) {
      const windows = policies.filter((policy) => policy.category === category)
      if (windows.length > 0) return Math.max(...windows.map((policy) => policy.windowDays))
    }
    return undefined
  }
  const windows = items.map(windowOf)
  const rules: ReadonlyArray<readonly [boolean, ReasonCode]> = [
    [items.length === 0, "DATA_ERR"],
    [/broken|torn$/iu.test(request.returnReason), "DAMAGED_MANUAL"],
    [buyer.fraudFlag || buyer.returnCount30d > 2, "RISK_MANUAL"],
    [items.some((each) => each.isFinalSale || !each.isReturnable), "ITEM_EXCL"],
    [windows.includes(undefined), "DATA_ERR"],
    [windows.some((window) => window !== undefined && ageDays > window), "TIME_EXP"],
    [true, "APPROVED"]
  ]
  assert.equal(decide(request).decision.reasonCode, rules.find(([holds]) => holds)?.[1])
}
