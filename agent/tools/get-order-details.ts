/** GetOrderDetails: one order by its number, or a customer's newest orders by e-mail. */
import { Effect } from "effect"
import { Lap } from "lapline"
import {
  type DatedOrder,
  orderRowsByEmail,
  orderRowsByNumber,
  type OrderRows,
  ordersFromRows
} from "../database/orders.ts"
import { daysSinceOrder } from "../domain/eligibility.ts"
import { formatDollars } from "../domain/money.ts"
import { answering, refuse } from "./answer.ts"
import { correlateOrder } from "./correlation.ts"
import { GetOrderDetails } from "./schemas.ts"

const queryByOrderId = Lap.step("query_by_order_id")((orderNumber: string) =>
  orderRowsByNumber(orderNumber)
)

const queryByEmail = Lap.step("query_by_email")((email: string) => orderRowsByEmail(email))

const schemaTransformation = Lap.step("schema_transformation")(function* (rows: OrderRows) {
  const [first, ...others] = yield* ordersFromRows(rows)
  if (first === undefined) return undefined
  const { customer } = first.order
  return {
    customer: {
      customer_id: customer.id,
      email: customer.email,
      first_name: customer.firstName,
      last_name: customer.lastName,
      loyalty_tier: customer.loyaltyTier
    },
    orders: [first, ...others].map(toAnswer)
  }
})

export const getOrderDetails = Lap.tool("GetOrderDetails")(
  answering(GetOrderDetails.parametersSchema, (input) =>
    Effect.gen(function* () {
      // A model that leaves a field open sends it as null or as an empty text.
      const orderId = input.order_id?.trim() || undefined
      const email = input.email?.trim() || undefined
      if ((orderId === undefined) === (email === undefined)) {
        return yield* refuse("DATA_ERR", "Give exactly one of order_id and email.")
      }
      if (orderId !== undefined) yield* correlateOrder(orderId)
      const rows = yield* orderId === undefined
        ? queryByEmail(email ?? "")
        : queryByOrderId(orderId)
      const found = yield* schemaTransformation(rows)
      if (found === undefined) {
        return yield* refuse("DATA_ERR", `No order found for ${orderId ?? email}.`)
      }
      return { success: true as const, ...found }
    })
  )
)

const toAnswer = ({ order, today }: DatedOrder) => ({
  order_id: order.orderNumber,
  order_date: order.orderDate,
  days_since_order: daysSinceOrder(order, today),
  status: order.status,
  total_amount: formatDollars(order.totalCents),
  items: order.items.map((item) => ({
    item_id: item.id,
    product_name: item.productName,
    product_category: item.productCategory,
    sku: item.sku,
    quantity: item.quantity,
    price: formatDollars(item.priceCents),
    is_final_sale: item.isFinalSale,
    is_returnable: item.isReturnable
  }))
})
