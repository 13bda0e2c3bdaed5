/** Tickets for people: system messages of the conversation that they take over. */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Priority } from "../domain/codes.ts"
import type { EscalationSummary } from "../domain/escalation.ts"
import { newTicketNumber } from "../domain/record-number.ts"
import { appendMessage } from "./conversation-log.ts"

export interface NewTicket {
  readonly sessionId: string
  readonly priority: Priority
  readonly rmaNumber: string | null
  readonly orderNumber: string | null
  readonly summary: EscalationSummary
}

/** Writes the ticket under a number of its own and answers the number. */
export const createTicket = (
  ticket: NewTicket
): Effect.Effect<string, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const ticketId = yield* newTicketNumber
    yield* appendMessage({
      sessionId: ticket.sessionId,
      messageType: "system",
      content: `${ticketId} (${ticket.priority}): ${ticket.summary.reason}`,
      metadata: {
        kind: "ticket",
        ticket_id: ticketId,
        priority: ticket.priority,
        rma_number: ticket.rmaNumber,
        order_id: ticket.orderNumber,
        summary: ticket.summary
      }
    })
    return ticketId
  }).pipe(
    // Ten thousand numbers a second: in a rush two tickets do draw the same.
    Effect.retry({ while: (error) => error.reason._tag === "UniqueViolation", times: 20 })
  )
