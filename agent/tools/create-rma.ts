/** CreateRMA: opens a return for items that the rules approve, once for each item. */
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import { Lap } from "lapline"
import { findOrder } from "../database/orders.ts"
import { activePolicies } from "../database/policies.ts"
import { insertRma, itemsInRmas, type NewRma } from "../database/rmas.ts"
import { inTransaction } from "../database/transaction.ts"
import { decide, isEligible } from "../domain/eligibility.ts"
import { formatDollars } from "../domain/money.ts"
import type { Customer } from "../domain/order.ts"
import type { CoveredItem } from "../domain/policy.ts"
import { newRmaNumber } from "../domain/record-number.ts"
import { computeRefund } from "../domain/refund.ts"
import { answering, refuse, type Refused } from "./answer.ts"
import { correlateOrder } from "./correlation.ts"
import { CreateRMA, type Input } from "./schemas.ts"

/** The rules once more: the model's word that CheckEligibility approved is not enough. */
const orderVerification = Lap.step("order_verification")(function* (input: Input<"CreateRMA">) {
  const found = yield* findOrder(input.order_id)
  if (found === undefined) {
    return yield* refuse("DATA_ERR", `There is no order ${input.order_id}.`)
  }
  const { order, today } = found
  if (order.customer.id !== input.customer_id) {
    return yield* refuse("DATA_ERR", `Order ${order.orderNumber} is not of this customer.`)
  }
  const foreign = input.item_ids.filter((id) => !order.items.some((item) => item.id === id))
  if (foreign.length > 0) {
    const ids = foreign.join(", ")
    return yield* refuse("DATA_ERR", `Not items of order ${order.orderNumber}: ${ids}.`)
  }
  const { decision, covered } = decide({
    order,
    itemIds: input.item_ids,
    returnReason: input.return_reason,
    policies: yield* activePolicies,
    today
  })
  if (decision.reasonCode === "DATA_ERR") return yield* refuse("DATA_ERR", decision.message)
  if (!isEligible(decision)) {
    return yield* refuse("NOT_ELIGIBLE", `${decision.reasonCode}: ${decision.message}`)
  }
  if (input.reason_code !== decision.reasonCode) {
    const explanation = `Only an APPROVED return can be created, not ${input.reason_code}.`
    return yield* refuse("NOT_ELIGIBLE", explanation)
  }
  const taken = yield* itemsInRmas(input.item_ids)
  if (taken.length > 0) return yield* alreadyReturned
  return { order, covered, decision }
})

const rmaNumberGeneration = Lap.step("rma_number_generation")(function* () {
  return yield* newRmaNumber
})

const refundCalculation = Lap.step("refund_calculation")(function* (
  customer: Customer,
  covered: ReadonlyArray<CoveredItem>
) {
  return computeRefund(customer, covered)
})

const databaseWrite = Lap.operation(stepInTransaction("database_write"))((rma: NewRma) =>
  insertRma(rma)
)

const writing = inTransaction({
  transaction: Lap.transaction("create RMA"),
  commit: Lap.operation(stepInTransaction("transaction_commit"))
})

export const createRma = Lap.tool("CreateRMA")(
  answering(CreateRMA.parametersSchema, (input) =>
    Effect.gen(function* () {
      yield* correlateOrder(input.order_id)
      const { order, covered, decision } = yield* orderVerification(input)
      const refund = yield* refundCalculation(order.customer, covered)
      const itemIds = covered.map(({ item }) => item.id)
      const rmaNumber = yield* writeUnderFreeNumber({
        orderId: order.id,
        customerId: order.customer.id,
        returnReason: input.return_reason,
        reasonCode: decision.reasonCode,
        itemIds,
        refundCents: refund.refundCents
      })
      const refundAmount = formatDollars(refund.refundCents)
      return {
        success: true as const,
        rma_number: rmaNumber,
        order_id: order.orderNumber,
        status: "Initiated" as const,
        order_status: "Return_Initiated" as const,
        item_ids: itemIds,
        restocking_fee: formatDollars(refund.feeCents),
        refund_amount: refundAmount,
        policy_applied: decision.policyApplied ?? "",
        message: `Return ${rmaNumber} is open. The refund will be $${refundAmount}.`
      }
    })
  )
)

/** `Lap.step` would make it a step of the transaction around it, not of the tool. */
function stepInTransaction(step: string) {
  return { metric: "tool_execution", toolName: "CreateRMA", name: step, step }
}

const alreadyReturned = refuse("DUPLICATE_RMA", "An item already is in a return.")

/** Another conversation may take the item or, by chance, the number between the check and the write. */
const writeUnderFreeNumber = (rma: Omit<NewRma, "rmaNumber">) =>
  Effect.gen(function* () {
    const rmaNumber = yield* rmaNumberGeneration()
    yield* writing(databaseWrite({ ...rma, rmaNumber }))
    return rmaNumber
  }).pipe(
    Effect.retry({ while: isTaken("rmas.rma_number"), times: 5 }),
    Effect.catchIf(isTaken("rma_items.item_id"), () => Effect.fail(alreadyReturned))
  )

const isTaken =
  (column: string) =>
  (error: SqlError.SqlError | Refused): boolean =>
    error._tag === "SqlError" &&
    error.reason._tag === "UniqueViolation" &&
    error.reason.constraint === column
