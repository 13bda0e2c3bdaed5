/** CheckEligibility: the nine steps of the decision, in order, until one decides. */
import { Effect } from "effect"
import { Lap } from "lapline"
import { findOrder } from "../database/orders.ts"
import { activePolicies } from "../database/policies.ts"
import {
  checkDamageKeywords,
  checkFraudFlag,
  checkReturnability,
  checkReturnFrequency,
  daysSinceOrder,
  type Decision,
  isDecision,
  isEligible,
  lookUpPolicies,
  orderNotFound,
  requiresManualReview,
  validateItems,
  validateWindow
} from "../domain/eligibility.ts"
import type { Customer, Order, OrderItem } from "../domain/order.ts"
import type { CoveredItem } from "../domain/policy.ts"
import { answering } from "./answer.ts"
import { correlateOrder } from "./correlation.ts"
import { CheckEligibility, type Input } from "./schemas.ts"

const orderFetch = Lap.step("order_fetch")(function* (orderNumber: string) {
  return yield* findOrder(orderNumber)
})

const daysCalculation = Lap.step("days_calculation")(function* (order: Order, today: string) {
  return daysSinceOrder(order, today)
})

const itemValidation = Lap.step("item_validation")(function* (
  order: Order,
  itemIds: ReadonlyArray<number>,
  days: number
) {
  return validateItems(order, itemIds, days)
})

const damageKeywordCheck = Lap.step("damage_keyword_check")(function* (
  reason: string,
  days: number
) {
  return checkDamageKeywords(reason, days)
})

const fraudFlagCheck = Lap.step("fraud_flag_check")(function* (customer: Customer, days: number) {
  return checkFraudFlag(customer, days)
})

const returnFrequencyCheck = Lap.step("return_frequency_check")(function* (
  customer: Customer,
  days: number
) {
  return checkReturnFrequency(customer, days)
})

const returnabilityCheck = Lap.step("returnability_check")(function* (
  items: ReadonlyArray<OrderItem>,
  days: number
) {
  return checkReturnability(items, days)
})

const policyLookup = Lap.step("policy_lookup")(function* (
  customer: Customer,
  items: ReadonlyArray<OrderItem>,
  days: number
) {
  return lookUpPolicies(yield* activePolicies, customer, items, days)
})

const windowValidation = Lap.step("window_validation")(function* (
  covered: ReadonlyArray<CoveredItem>,
  days: number
) {
  return validateWindow(covered, days)
})

export const checkEligibility = Lap.tool("CheckEligibility")(
  answering(CheckEligibility.parametersSchema, (input) =>
    correlateOrder(input.order_id).pipe(
      Effect.andThen(decideStepByStep(input)),
      Effect.flatMap(toAnswer)
    )
  )
)

/** The same decision as `decide` of the domain, with every step timed. */
const decideStepByStep = Effect.fnUntraced(function* (input: Input<"CheckEligibility">) {
  const found = yield* orderFetch(input.order_id)
  if (found === undefined) return orderNotFound(input.order_id)
  const { order, today } = found
  const { customer } = order
  const days = yield* daysCalculation(order, today)
  const items = yield* itemValidation(order, input.item_ids, days)
  if (isDecision(items)) return items
  const refusal =
    (yield* damageKeywordCheck(input.return_reason, days)) ??
    (yield* fraudFlagCheck(customer, days)) ??
    (yield* returnFrequencyCheck(customer, days)) ??
    (yield* returnabilityCheck(items, days))
  if (refusal !== undefined) return refusal
  const covered = yield* policyLookup(customer, items, days)
  return isDecision(covered) ? covered : yield* windowValidation(covered, days)
})

const toAnswer = (decision: Decision) =>
  Effect.gen(function* () {
    const answer = {
      policy_applied: decision.policyApplied,
      message: decision.message,
      days_since_order: decision.daysSinceOrder,
      requires_manual_review: requiresManualReview(decision)
    }
    if (decision.reasonCode === "DATA_ERR") {
      yield* Lap.markError({ type: "DATA_ERR" })
      return {
        success: false as const,
        error: "DATA_ERR" as const,
        eligible: false as const,
        reason_code: decision.reasonCode,
        ...answer
      }
    }
    return {
      success: true as const,
      eligible: isEligible(decision),
      reason_code: decision.reasonCode,
      ...answer
    }
  })
