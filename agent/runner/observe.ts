/** How a conversation left the database: the order, its returns, the session's tickets. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

export interface Observation {
  /** Undefined when there is no such order, or none was asked for. */
  readonly orderStatus: string | undefined
  readonly rmas: ReadonlyArray<{ readonly refundCents: number; readonly escalated: boolean }>
  /** Priorities, in the order in which the tickets were opened. */
  readonly tickets: readonly string[]
}

export const observe = (
  sessionId: string,
  orderNumber: string | undefined
): Effect.Effect<Observation, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [order] = yield* sql<{ id: number; status: string }>`SELECT id, status FROM orders
      WHERE order_number = ${orderNumber ?? null}`
    const rmas = yield* sql<{ refund_amount: number; escalated: number }>`
      SELECT refund_amount, escalated FROM rmas WHERE order_id = ${order?.id ?? null} ORDER BY id`
    const tickets = yield* sql<{ priority: string }>`
      SELECT json_extract(meta_data, '$.priority') AS priority FROM conversation_logs
      WHERE session_id = ${sessionId} AND message_type = 'system'
        AND json_extract(meta_data, '$.ticket_id') IS NOT NULL
      ORDER BY id`
    return {
      orderStatus: order?.status,
      rmas: rmas.map((rma) => ({
        refundCents: rma.refund_amount,
        escalated: rma.escalated === 1
      })),
      tickets: tickets.map(({ priority }) => priority)
    }
  })
