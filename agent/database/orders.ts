/** Orders with their customer and items. */
import { Effect, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { LOYALTY_TIERS, ORDER_STATUSES, PRODUCT_CATEGORIES } from "../domain/codes.ts"
import type { Order, OrderItem } from "../domain/order.ts"
import { type DatabaseError, rowDecoder, type UnexpectedRow } from "./row.ts"

/** How many orders a look-up by e-mail answers, newest first. */
export const MAX_ORDERS_BY_EMAIL = 10

/** Rows of orders and of their items, as the database gave them. */
export interface OrderRows {
  readonly orders: ReadonlyArray<unknown>
  readonly items: ReadonlyArray<unknown>
}

/** An order, and the UTC day on which it was read: ages are counted to it. */
export interface DatedOrder {
  readonly order: Order
  readonly today: string
}

export const orderRowsByNumber = (
  orderNumber: string
): Effect.Effect<OrderRows, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const orders = yield* sql`SELECT ${columns(sql)} FROM orders o
      JOIN customers c ON c.id = o.customer_id LEFT JOIN sample_day d
      WHERE o.order_number = ${orderNumber}`
    const items = yield* sql`SELECT i.* FROM order_items i
      JOIN orders o ON o.id = i.order_id
      WHERE o.order_number = ${orderNumber} ORDER BY i.id`
    return { orders, items }
  })

export const orderRowsByEmail = (
  email: string
): Effect.Effect<OrderRows, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const orders = yield* sql<{ id: number }>`SELECT ${columns(sql)} FROM orders o
      JOIN customers c ON c.id = o.customer_id LEFT JOIN sample_day d
      WHERE c.email = ${email} ORDER BY o.order_date DESC LIMIT ${MAX_ORDERS_BY_EMAIL}`
    const orderIds = orders.map((row) => row.id)
    const items = yield* sql`SELECT * FROM order_items WHERE ${sql.in("order_id", orderIds)}
      ORDER BY id`
    return { orders, items }
  })

/** Decodes rows to orders, in the order of the rows. */
export const ordersFromRows = (
  rows: OrderRows
): Effect.Effect<ReadonlyArray<DatedOrder>, UnexpectedRow> =>
  Effect.gen(function* () {
    const items = yield* decodeItems(rows.items)
    const orders = yield* decodeOrders(rows.orders)
    return orders.map((row) => ({
      order: toOrder(row, items.filter((item) => item.order_id === row.id).map(toItem)),
      today: row.today
    }))
  })

export const findOrder = (
  orderNumber: string
): Effect.Effect<DatedOrder | undefined, DatabaseError, SqlClient.SqlClient> =>
  orderRowsByNumber(orderNumber).pipe(
    Effect.flatMap(ordersFromRows),
    Effect.map((orders) => orders[0])
  )

/** A database without sample data has no day of its own and goes by the system's. */
const columns = (sql: SqlClient.SqlClient) =>
  sql.literal(`o.id, o.order_number, o.order_date, o.total_amount, o.status, o.shipping_address,
      c.id AS customer_id, c.email, c.first_name, c.last_name, c.loyalty_tier, c.fraud_flag,
      c.return_count_30d, COALESCE(d.day, date('now')) AS today`)

const OrderRow = Schema.Struct({
  id: Schema.Int,
  order_number: Schema.String,
  order_date: Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}T/u)),
  total_amount: Schema.Int,
  status: Schema.Literals(ORDER_STATUSES),
  shipping_address: Schema.String,
  customer_id: Schema.Int,
  email: Schema.String,
  first_name: Schema.String,
  last_name: Schema.String,
  loyalty_tier: Schema.Literals(LOYALTY_TIERS),
  fraud_flag: Schema.BooleanFromBit,
  return_count_30d: Schema.Int,
  today: Schema.String
})

const ItemRow = Schema.Struct({
  id: Schema.Int,
  order_id: Schema.Int,
  product_name: Schema.String,
  product_category: Schema.Literals(PRODUCT_CATEGORIES),
  sku: Schema.String,
  quantity: Schema.Int,
  price: Schema.Int,
  is_final_sale: Schema.BooleanFromBit,
  is_returnable: Schema.BooleanFromBit
})

const decodeOrders = rowDecoder("orders", OrderRow)
const decodeItems = rowDecoder("order_items", ItemRow)

const toOrder = (row: typeof OrderRow.Type, items: ReadonlyArray<OrderItem>): Order => ({
  id: row.id,
  orderNumber: row.order_number,
  orderDate: row.order_date,
  totalCents: row.total_amount,
  status: row.status,
  shippingAddress: row.shipping_address,
  customer: {
    id: row.customer_id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    loyaltyTier: row.loyalty_tier,
    fraudFlag: row.fraud_flag,
    returnCount30d: row.return_count_30d
  },
  items
})

const toItem = (row: typeof ItemRow.Type): OrderItem => ({
  id: row.id,
  productName: row.product_name,
  productCategory: row.product_category,
  sku: row.sku,
  quantity: row.quantity,
  priceCents: row.price,
  isFinalSale: row.is_final_sale,
  isReturnable: row.is_returnable
})
