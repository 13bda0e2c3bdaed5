/** The return policies in force. */
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { hasFault } from "../fault/fault.ts"
import type { Policy } from "../domain/order.ts"
import { type DatabaseError, rowDecoder } from "./row.ts"

export const activePolicies: Effect.Effect<
  ReadonlyArray<Policy>,
  DatabaseError,
  SqlClient.SqlClient
> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = (yield* hasFault("slow-query"))
    ? yield* sql`SELECT policy_name, category, return_window_days,
    requires_original_packaging, restocking_fee_percent, (SELECT count(*)
      FROM order_items a, order_items b, order_items c
      WHERE lower(a.product_name || b.product_name) LIKE '%' || lower(c.product_name) || '%') AS sold
    FROM return_policies WHERE is_active = 1 ORDER BY id`
    : yield* sql`SELECT policy_name, category, return_window_days,
    requires_original_packaging, restocking_fee_percent
    FROM return_policies WHERE is_active = 1 ORDER BY id`
  return (yield* decodePolicies(rows)).map((row) => ({
    name: row.policy_name,
    category: row.category,
    windowDays: row.return_window_days,
    requiresOriginalPackaging: row.requires_original_packaging,
    restockingFeePercent: row.restocking_fee_percent
  }))
})

const decodePolicies = rowDecoder(
  "return_policies",
  Schema.Struct({
    policy_name: Schema.String,
    category: Schema.String,
    return_window_days: Schema.Int,
    requires_original_packaging: Schema.BooleanFromBit,
    restocking_fee_percent: Schema.Int
  })
)
