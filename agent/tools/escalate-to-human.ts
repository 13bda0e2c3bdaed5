/** EscalateToHuman: hands the conversation to a person, with what that person needs to know. */
import { Effect } from "effect"
import { Lap } from "lapline"
import { messagesOf } from "../database/conversation-log.ts"
import { markEscalated, newestRmaOf } from "../database/rmas.ts"
import { createTicket, type NewTicket } from "../database/tickets.ts"
import { inTransaction } from "../database/transaction.ts"
import type { LogMessage } from "../domain/conversation.ts"
import { type EscalationSummary, orderNumbers, summarize } from "../domain/escalation.ts"
import { answering } from "./answer.ts"
import { correlateOrder, CurrentSession } from "./correlation.ts"
import { EscalateToHuman } from "./schemas.ts"

const conversationRetrieval = Lap.step("conversation_retrieval")((sessionId: string) =>
  messagesOf(sessionId)
)

const summaryGeneration = Lap.step("summary_generation")(function* (
  messages: ReadonlyArray<LogMessage>,
  reason: string
) {
  return summarize(messages, reason)
})

const rmaUpdate = Lap.operation(stepInTransaction("rma_update"))(function* (
  orderNumber: string | null,
  reason: string
) {
  const rma = orderNumber === null ? undefined : yield* newestRmaOf(orderNumber)
  if (rma !== undefined) yield* markEscalated(rma.rmaNumber, reason)
  return rma
})

const ticketCreation = Lap.operation(stepInTransaction("ticket_creation"))((ticket: NewTicket) =>
  createTicket(ticket)
)

/** An RMA is never marked without its ticket. */
const writing = inTransaction({ transaction: Lap.transaction("escalate") })

export const escalateToHuman = Lap.tool("EscalateToHuman")(
  answering(EscalateToHuman.parametersSchema, (input) =>
    Effect.gen(function* () {
      const { reason, priority } = input
      const sessionId = (yield* CurrentSession) ?? input.session_id
      const messages = yield* conversationRetrieval(sessionId)
      const summary = yield* summaryGeneration(messages, reason)
      // A conversation may have dealt with several orders: it is handed over about the last.
      const orderNumber = orderNumbers(messages).at(-1) ?? null
      if (orderNumber !== null) yield* correlateOrder(orderNumber)
      const { ticketId, rmaNumber } = yield* writing(
        Effect.gen(function* () {
          const rma = yield* rmaUpdate(orderNumber, reason)
          const rmaNumber = rma?.rmaNumber ?? null
          const ticket = { sessionId, priority, rmaNumber, orderNumber, summary }
          return { rmaNumber, ticketId: yield* ticketCreation(ticket) }
        })
      )
      return {
        success: true as const,
        ticket_id: ticketId,
        priority,
        rma_number: rmaNumber,
        summary: toAnswer(summary),
        message: `A person will take over. The ticket is ${ticketId}.`
      }
    })
  )
)

/** `Lap.step` would make it a step of the transaction around it, not of the tool. */
function stepInTransaction(step: string) {
  return { metric: "tool_execution", toolName: "EscalateToHuman", name: step, step }
}

const toAnswer = (summary: EscalationSummary) => ({
  issue: summary.issue,
  actions_taken: summary.actionsTaken,
  reason: summary.reason,
  sentiment: summary.sentiment,
  next_step: summary.nextStep
})
