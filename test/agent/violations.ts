/** What must hold in the database at every moment, whoever wrote and whoever was killed. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

/** One query per invariant: each row it answers is a violation. */
const INVARIANTS: Readonly<Record<string, string>> = {
  "an RMA holds exactly the items it names": `
    SELECT r.rma_number FROM rmas r WHERE
      (SELECT json_group_array(value) FROM (SELECT value FROM json_each(r.items_returned) ORDER BY value))
      IS NOT
      (SELECT json_group_array(item_id) FROM (SELECT item_id FROM rma_items WHERE rma_id = r.id ORDER BY item_id))`,
  "an RMA's items are its order's": `
    SELECT r.rma_number FROM rmas r JOIN rma_items ri ON ri.rma_id = r.id
      JOIN order_items i ON i.id = ri.item_id WHERE i.order_id <> r.order_id`,
  "an RMA's customer is its order's": `
    SELECT r.rma_number FROM rmas r JOIN orders o ON o.id = r.order_id
      WHERE o.customer_id <> r.customer_id`,
  "an order is in return exactly when it has an RMA": `
    SELECT o.order_number FROM orders o WHERE
      (o.status IN ('Return_Initiated', 'Returned')) <>
      EXISTS (SELECT 1 FROM rmas r WHERE r.order_id = o.id)`,
  "a refund is not more than was paid": `
    SELECT r.rma_number FROM rmas r WHERE r.refund_amount >
      (SELECT SUM(i.price * i.quantity) FROM rma_items ri JOIN order_items i ON i.id = ri.item_id
        WHERE ri.rma_id = r.id)`,
  "an escalated RMA has a ticket, and a ticket's RMA is escalated": `
    SELECT r.rma_number FROM rmas r WHERE r.escalated <> EXISTS (
      SELECT 1 FROM conversation_logs WHERE message_type = 'system'
        AND json_extract(meta_data, '$.ticket_id') IS NOT NULL
        AND json_extract(meta_data, '$.rma_number') = r.rma_number)`,
  "a label has its number, and its status says so": `
    SELECT rma_number FROM rmas WHERE (label_url IS NULL) <> (tracking_number IS NULL)
      OR (label_url IS NULL) <> (status = 'Initiated')`,
  "the file is sound": `SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
  "references lead somewhere": `SELECT * FROM pragma_foreign_key_check`
}

export const violations: Effect.Effect<
  ReadonlyArray<string>,
  SqlError.SqlError,
  SqlClient.SqlClient
> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const found: Array<string> = []
  for (const [invariant, query] of Object.entries(INVARIANTS)) {
    for (const row of yield* sql.unsafe(query)) found.push(`${invariant}: ${JSON.stringify(row)}`)
  }
  return found
})
