/** Writes the sample data into an empty database. */
import { Clock, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import { daysBefore, utcDay } from "../domain/days.ts"
import { CUSTOMERS, emailOf, POLICIES } from "./seed-people.ts"
import { RMAS, type SeedOrder, seedOrders } from "./seed-orders.ts"
import { inTransaction } from "./transaction.ts"

const NOON_SECONDS = 12 * 3600

const seeding = inTransaction({ transaction: Lap.transaction("seed") })

/**
 * Seeds when there is no customer yet, all or nothing, and answers whether it did. Ages count back
 * from the clock's UTC day; everything else is the same in every database.
 */
export const seedIfEmpty: Effect.Effect<boolean, SqlError.SqlError, SqlClient.SqlClient> =
  Effect.gen(function* () {
    return (yield* hasCustomers) ? false : yield* seeding(seed)
  })

const hasCustomers = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ found: number }>`SELECT EXISTS (SELECT 1 FROM customers) AS found`
  return row?.found === 1
})

const seed = Effect.gen(function* () {
  if (yield* hasCustomers) return false
  const sql = yield* SqlClient.SqlClient
  const today = utcDay(yield* Clock.currentTimeMillis)
  yield* sql`INSERT INTO sample_day ${sql.insert({ id: 1, day: today })}`
  yield* insertCustomers
  yield* insertPolicies
  yield* insertOrders(seedOrders(), today)
  return true
})

const insertCustomers = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  for (const person of CUSTOMERS) {
    yield* sql`INSERT INTO customers ${sql.insert({
      id: person.id,
      email: emailOf(person),
      first_name: person.firstName,
      last_name: person.lastName,
      phone: `+1-202-555-01${String(person.id).padStart(2, "0")}`,
      loyalty_tier: person.tier,
      account_status: "Active",
      fraud_flag: person.risk === "fraud" ? 1 : 0,
      return_count_30d: person.risk === "frequent" ? 3 + (person.id % 3) : 0
    })}`
  }
})

const insertPolicies = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  for (const policy of POLICIES) {
    yield* sql`INSERT INTO return_policies ${sql.insert({
      policy_name: policy.name,
      category: policy.category,
      return_window_days: policy.windowDays,
      requires_original_packaging: policy.originalPackaging ? 1 : 0,
      restocking_fee_percent: policy.feePercent,
      conditions: policy.conditions,
      is_active: 1
    })}`
  }
})

const insertOrders = (orders: ReadonlyArray<SeedOrder>, today: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    let orderId = 0
    let itemId = 0
    for (const order of orders) {
      orderId++
      const firstItemId = itemId + 1
      yield* sql`INSERT INTO orders ${sql.insert({
        id: orderId,
        order_number: order.number,
        customer_id: order.customerId,
        order_date: daysBefore(today, order.ageDays, NOON_SECONDS + orderId * 60),
        total_amount: totalCents(order),
        status: order.status,
        shipping_address: `${100 + order.customerId} Sample Street, Springfield, IL 62701`
      })}`
      for (const item of order.items) {
        itemId++
        yield* sql`INSERT INTO order_items ${sql.insert({
          id: itemId,
          order_id: orderId,
          product_name: item.name,
          product_category: item.category,
          sku: `${item.category.slice(0, 3).toUpperCase()}-${String(itemId).padStart(4, "0")}`,
          quantity: item.quantity,
          price: item.priceCents,
          is_final_sale: item.finalSale ? 1 : 0,
          is_returnable: 1
        })}`
      }
      yield* insertFinishedReturn(order, { today, orderId, firstItemId, lastItemId: itemId })
    }
  })

const insertFinishedReturn = (
  order: SeedOrder,
  place: {
    readonly today: string
    readonly orderId: number
    readonly firstItemId: number
    readonly lastItemId: number
  }
) =>
  Effect.gen(function* () {
    const rma = RMAS.find((rma) => rma.orderNumber === order.number)
    if (rma === undefined) return
    const sql = yield* SqlClient.SqlClient
    const itemIds = Array.from(
      { length: place.lastItemId - place.firstItemId + 1 },
      (_, index) => place.firstItemId + index
    )
    const rmaId = RMAS.indexOf(rma) + 1
    const openedAgo = order.ageDays - rma.openedAfterDays
    yield* sql`INSERT INTO rmas ${sql.insert({
      id: rmaId,
      rma_number: rma.number,
      order_id: place.orderId,
      customer_id: order.customerId,
      return_reason: rma.reason,
      reason_code: "APPROVED",
      status: rma.status,
      items_returned: JSON.stringify(itemIds),
      refund_amount: totalCents(order),
      label_url: `https://labels.example.com/${rma.number}.svg`,
      tracking_number: `LAP${rma.number.slice(3).padStart(12, "0")}`,
      created_at: daysBefore(place.today, openedAgo, NOON_SECONDS),
      updated_at: daysBefore(place.today, openedAgo - rma.changedAfterDays, NOON_SECONDS),
      escalated: 0
    })}`
    for (const itemId of itemIds) {
      yield* sql`INSERT INTO rma_items ${sql.insert({ item_id: itemId, rma_id: rmaId })}`
    }
  })

const totalCents = (order: SeedOrder): number =>
  order.items.reduce((sum, item) => sum + item.priceCents * item.quantity, 0)
