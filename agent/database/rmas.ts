/** Return merchandise authorisations and the items they hold. */
import { Clock, Effect, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { type ReasonCode, RMA_STATUSES, type RmaStatus } from "../domain/codes.ts"
import { type DatabaseError, rowDecoder } from "./row.ts"

export interface NewRma {
  readonly rmaNumber: string
  readonly orderId: number
  readonly customerId: number
  readonly returnReason: string
  readonly reasonCode: ReasonCode
  readonly itemIds: ReadonlyArray<number>
  readonly refundCents: number
}

export interface Rma {
  readonly rmaNumber: string
  readonly orderNumber: string
  readonly status: RmaStatus
  readonly trackingNumber: string | null
  readonly labelUrl: string | null
}

/**
 * Writes the RMA, takes its items and moves the order to Return_Initiated. Call it in a
 * transaction: a UniqueViolation of `rma_items` means that an item already is in an RMA, one of
 * `rmas` that the number is taken.
 */
export const insertRma = (
  rma: NewRma
): Effect.Effect<void, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const now = yield* isoNow
    const itemsReturned = JSON.stringify(rma.itemIds)
    const [inserted] = yield* sql<{ id: number }>`INSERT INTO rmas ${sql
      .insert({
        rma_number: rma.rmaNumber,
        order_id: rma.orderId,
        customer_id: rma.customerId,
        return_reason: rma.returnReason,
        reason_code: rma.reasonCode,
        status: "Initiated",
        items_returned: itemsReturned,
        refund_amount: rma.refundCents,
        created_at: now,
        updated_at: now,
        escalated: 0
      })
      .returning("id")}`
    yield* sql`INSERT INTO rma_items (item_id, rma_id)
      SELECT value, ${inserted?.id} FROM json_each(${itemsReturned})`
    yield* sql`UPDATE orders SET status = 'Return_Initiated' WHERE id = ${rma.orderId}`
  })

/** The ids among `itemIds` that already are in an RMA. */
export const itemsInRmas = (
  itemIds: ReadonlyArray<number>
): Effect.Effect<ReadonlyArray<number>, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ item_id: number }>`SELECT item_id FROM rma_items
      WHERE ${sql.in("item_id", itemIds)} ORDER BY item_id`
    return rows.map((row) => row.item_id)
  })

export const findRma = (
  rmaNumber: string
): Effect.Effect<Rma | undefined, DatabaseError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`SELECT r.rma_number, o.order_number, r.status, r.tracking_number,
      r.label_url FROM rmas r JOIN orders o ON o.id = r.order_id
      WHERE r.rma_number = ${rmaNumber}`
    return (yield* decodeRmas(rows)).map(toRma)[0]
  })

/** The newest RMA of an order. */
export const newestRmaOf = (
  orderNumber: string
): Effect.Effect<Rma | undefined, DatabaseError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`SELECT r.rma_number, o.order_number, r.status, r.tracking_number,
      r.label_url FROM rmas r JOIN orders o ON o.id = r.order_id
      WHERE o.order_number = ${orderNumber} ORDER BY r.id DESC LIMIT 1`
    return (yield* decodeRmas(rows)).map(toRma)[0]
  })

export const setLabel = (label: {
  readonly rmaNumber: string
  readonly labelUrl: string
  readonly trackingNumber: string
}): Effect.Effect<void, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`UPDATE rmas SET status = 'Label_Sent', label_url = ${label.labelUrl},
      tracking_number = ${label.trackingNumber}, updated_at = ${yield* isoNow}
      WHERE rma_number = ${label.rmaNumber}`
  })

export const markEscalated = (
  rmaNumber: string,
  reason: string
): Effect.Effect<void, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`UPDATE rmas SET escalated = 1, escalation_reason = ${reason},
      updated_at = ${yield* isoNow} WHERE rma_number = ${rmaNumber}`
  })

const isoNow = Effect.map(Clock.currentTimeMillis, (now) => new Date(now).toISOString())

const RmaRow = Schema.Struct({
  rma_number: Schema.String,
  order_number: Schema.String,
  status: Schema.Literals(RMA_STATUSES),
  tracking_number: Schema.NullOr(Schema.String),
  label_url: Schema.NullOr(Schema.String)
})

const decodeRmas = rowDecoder("rmas", RmaRow)

const toRma = (row: typeof RmaRow.Type): Rma => ({
  rmaNumber: row.rma_number,
  orderNumber: row.order_number,
  status: row.status,
  trackingNumber: row.tracking_number,
  labelUrl: row.label_url
})
