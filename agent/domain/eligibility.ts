/**
 * The nine-step eligibility decision, one pure function a step.
 *
 * A step that can decide answers a Decision; any other answer hands on to the next step. The first
 * step that decides wins: `decide` is that rule, and the CheckEligibility tool is the same steps,
 * each timed on a line of its own.
 */
import type { ReasonCode } from "./codes.ts"
import { daysBetween } from "./days.ts"
import type { Customer, Order, OrderItem, Policy } from "./order.ts"
import { choosePolicy, type CoveredItem, strictest } from "./policy.ts"

export interface Decision {
  readonly _tag: "Decision"
  readonly reasonCode: ReasonCode
  readonly policyApplied: string | null
  readonly message: string
  readonly daysSinceOrder: number | null
}

export interface EligibilityRequest {
  readonly order: Order
  readonly itemIds: ReadonlyArray<number>
  readonly returnReason: string
  readonly policies: ReadonlyArray<Policy>
  /** The UTC day on which the question is asked. */
  readonly today: string
}

const DAMAGE = /\b(?:damaged|defective|broken|shattered|torn)\b/iu
const MAX_RETURNS_30D = 3

export const isEligible = (decision: Decision): boolean => decision.reasonCode === "APPROVED"

export const requiresManualReview = (decision: Decision): boolean =>
  decision.reasonCode === "DAMAGED_MANUAL" || decision.reasonCode === "RISK_MANUAL"

/** Step 1, when there is no such order. */
export const orderNotFound = (orderNumber: string): Decision =>
  decision("DATA_ERR", null, `There is no order ${orderNumber}. Check the number.`)

/** Step 2: whole days from the order date, never less than none. */
export const daysSinceOrder = (order: Order, today: string): number =>
  Math.max(0, daysBetween(order.orderDate, today))

/** Step 3: the items asked for that are the order's; ids of other orders are left out. */
export const validateItems = (
  order: Order,
  itemIds: ReadonlyArray<number>,
  days: number
): ReadonlyArray<OrderItem> | Decision => {
  const items = order.items.filter((item) => itemIds.includes(item.id))
  return items.length > 0
    ? items
    : decision("DATA_ERR", days, `None of these items belongs to order ${order.orderNumber}.`)
}

/** Step 4: damage goes to a person, whoever the customer and whatever the window. */
export const checkDamageKeywords = (returnReason: string, days: number): Decision | undefined =>
  DAMAGE.test(returnReason)
    ? decision("DAMAGED_MANUAL", days, "A damaged item is reviewed by a person before a refund.")
    : undefined

/** Step 5. The message does not tell the customer of the flag. */
export const checkFraudFlag = (customer: Customer, days: number): Decision | undefined =>
  customer.fraudFlag ? riskReview(days) : undefined

/** Step 6: three or more returns within 30 days. */
export const checkReturnFrequency = (customer: Customer, days: number): Decision | undefined =>
  customer.returnCount30d >= MAX_RETURNS_30D ? riskReview(days) : undefined

/** Step 7: one item that cannot be returned refuses the whole request. */
export const checkReturnability = (
  items: ReadonlyArray<OrderItem>,
  days: number
): Decision | undefined => {
  const excluded = items.find((item) => item.isFinalSale || !item.isReturnable)
  if (excluded === undefined) return undefined
  const why = excluded.isFinalSale ? "was a final sale" : "is excluded from returns"
  return decision("ITEM_EXCL", days, `${excluded.productName} ${why} and cannot be returned.`)
}

/** Step 8: the policy of every item. */
export const lookUpPolicies = (
  policies: ReadonlyArray<Policy>,
  customer: Customer,
  items: ReadonlyArray<OrderItem>,
  days: number
): ReadonlyArray<CoveredItem> | Decision => {
  const covered: Array<CoveredItem> = []
  for (const item of items) {
    const policy = choosePolicy(policies, customer, item)
    if (policy === undefined) {
      return decision("DATA_ERR", days, `No return policy covers ${item.productName}.`)
    }
    covered.push({ item, policy })
  }
  return covered
}

/** Step 9: the shortest window among the items decides; its last day still counts. */
export const validateWindow = (covered: ReadonlyArray<CoveredItem>, days: number): Decision => {
  const decisive = strictest(covered)
  if (decisive === undefined) return decision("DATA_ERR", days, "No item was given.")
  const { item, policy } = decisive
  const window = `the ${policy.windowDays}-day window of the ${policy.name} policy`
  return days > policy.windowDays
    ? decision(
        "TIME_EXP",
        days,
        `${item.productName} was ordered ${days} days ago, after ${window}.`,
        policy.name
      )
    : decision("APPROVED", days, `The return is within ${window} (day ${days}).`, policy.name)
}

/** All steps in order, and the items with their policies when they got that far. */
export const decide = (
  request: EligibilityRequest
): { readonly decision: Decision; readonly covered: ReadonlyArray<CoveredItem> } => {
  const { order, itemIds, returnReason, policies, today } = request
  const refuse = (refusal: Decision) => ({ decision: refusal, covered: [] })
  const days = daysSinceOrder(order, today)
  const items = validateItems(order, itemIds, days)
  if (isDecision(items)) return refuse(items)
  const refusal =
    checkDamageKeywords(returnReason, days) ??
    checkFraudFlag(order.customer, days) ??
    checkReturnFrequency(order.customer, days) ??
    checkReturnability(items, days)
  if (refusal !== undefined) return refuse(refusal)
  const covered = lookUpPolicies(policies, order.customer, items, days)
  if (isDecision(covered)) return refuse(covered)
  return { decision: validateWindow(covered, days), covered }
}

export const isDecision = (value: object | undefined): value is Decision =>
  value !== undefined && "_tag" in value && value._tag === "Decision"

const riskReview = (days: number): Decision =>
  decision("RISK_MANUAL", days, "This return needs a review by our team before it can go on.")

const decision = (
  reasonCode: ReasonCode,
  daysSinceOrder: number | null,
  message: string,
  policyApplied: string | null = null
): Decision => ({ _tag: "Decision", reasonCode, policyApplied, message, daysSinceOrder })
