/** Turns a wish to escalate into the call that opens the ticket, and its answer into the reply. */
import { callStep, progressOf, replyStep, type Step } from "./attempts.ts"
import { outcomesOf } from "./outcomes.ts"
import type { Transcript } from "./transcript.ts"

/** Other steps pass unchanged. One ticket is opened per reason, in whichever turn. */
export const ticketStep = ({ sessionId, outcomes }: Transcript, step: Step): Step => {
  if (step._tag !== "Escalate") return step
  const { cause, reason, priority } = step.escalation
  // Without a session there is no conversation to hand over.
  if (sessionId === undefined) return replyStep({ _tag: "Trouble" })
  const opened = outcomesOf(outcomes, "EscalateToHuman").findLast(
    ({ params, output }) => output.success && params.reason === reason
  )
  if (opened?.output.success === true) {
    return replyStep({ _tag: "Passed", cause, ticket: opened.output })
  }
  const call = {
    name: "EscalateToHuman",
    params: { session_id: sessionId, reason, priority }
  } as const
  const progress = progressOf(outcomes, call)
  return progress._tag === "Open" ? callStep(call) : replyStep({ _tag: "Trouble" })
}
