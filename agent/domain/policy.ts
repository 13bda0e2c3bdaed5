/** Which return policy covers an item. */
import { type Customer, isVip, type OrderItem, type Policy } from "./order.ts"

export const GENERAL = "General"
export const VIP_EXTENDED = "VIP Extended"

/** An item together with the policy that covers it. */
export interface CoveredItem {
  readonly item: OrderItem
  readonly policy: Policy
}

/**
 * The policy of one item: the VIP one for Gold and Platinum, else the item category's policy with
 * the longest window, else the general one. Undefined when none of them is among the policies.
 */
export const choosePolicy = (
  policies: ReadonlyArray<Policy>,
  customer: Customer,
  item: OrderItem
): Policy | undefined =>
  (isVip(customer) ? longestWindow(policies, VIP_EXTENDED) : undefined) ??
  longestWindow(policies, item.productCategory) ??
  longestWindow(policies, GENERAL)

/** The item whose window ends first: with several items, it decides for all of them. */
export const strictest = (covered: ReadonlyArray<CoveredItem>): CoveredItem | undefined =>
  covered.reduce<CoveredItem | undefined>(
    (least, next) =>
      least === undefined || next.policy.windowDays < least.policy.windowDays ? next : least,
    undefined
  )

const longestWindow = (policies: ReadonlyArray<Policy>, category: string): Policy | undefined =>
  policies
    .filter((policy) => policy.category === category)
    .reduce<Policy | undefined>(
      (best, next) => (best === undefined || next.windowDays > best.windowDays ? next : best),
      undefined
    )
