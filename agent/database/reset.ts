/** Puts an order back to where the sample data has it, so that a conversation about it can run again. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import { inTransaction } from "./transaction.ts"

const resetting = inTransaction({ transaction: Lap.transaction("reset order") })

/**
 * The order is Delivered again; its RMAs, with their hold on the items, and the tickets that name
 * it are gone. Answers false when there is no such order. Finished sample returns go as well.
 */
export const resetOrder = (
  orderNumber: string
): Effect.Effect<boolean, SqlError.SqlError, SqlClient.SqlClient> =>
  resetting(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const [order] = yield* sql<{ id: number }>`UPDATE orders SET status = 'Delivered'
        WHERE order_number = ${orderNumber} RETURNING id`
      if (order === undefined) return false
      yield* sql`DELETE FROM rmas WHERE order_id = ${order.id}`
      yield* sql`DELETE FROM conversation_logs WHERE message_type = 'system'
        AND json_extract(meta_data, '$.ticket_id') IS NOT NULL
        AND json_extract(meta_data, '$.order_id') = ${orderNumber}`
      return true
    })
  )
