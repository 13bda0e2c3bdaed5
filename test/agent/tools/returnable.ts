/** Inputs of CreateRMA that the rules approve: every order, not yet in return, that may be returned whole. */
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { findOrder } from "../../../agent/database/orders.ts"
import { activePolicies } from "../../../agent/database/policies.ts"
import { decide, isEligible } from "../../../agent/domain/eligibility.ts"
import type { Input } from "../../../agent/tools/schemas.ts"

export const returnable = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const policies = yield* activePolicies
  const rows = yield* sql<{ order_number: string }>`SELECT order_number FROM orders
    WHERE status = 'Delivered' ORDER BY id`
  const inputs: Array<Input<"CreateRMA">> = []
  for (const row of rows) {
    const found = yield* findOrder(row.order_number)
    if (found === undefined) continue
    const { order, today } = found
    const itemIds = order.items.map((item) => item.id)
    const request = { order, itemIds, returnReason: "too small", policies, today }
    if (!isEligible(decide(request).decision)) continue
    inputs.push({
      order_id: order.orderNumber,
      customer_id: order.customer.id,
      item_ids: itemIds,
      return_reason: request.returnReason,
      reason_code: "APPROVED"
    })
  }
  return inputs
})
