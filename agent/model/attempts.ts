/** Making a call at most as often as it can help: never again after an answer, once more after a technical failure. */
import type { Priority } from "../domain/codes.ts"
import {
  failureOf,
  isSameCall,
  type Outcome,
  type OutcomeOf,
  type ToolRequest
} from "./outcomes.ts"
import type { Reply, TicketCause } from "./replies.ts"

/** What to do next for one matter. */
export type Step =
  | { readonly _tag: "Call"; readonly call: ToolRequest }
  | { readonly _tag: "Escalate"; readonly escalation: Escalation }
  | { readonly _tag: "Reply"; readonly reply: Reply }

export interface Escalation {
  readonly cause: TicketCause
  /** What the ticket says; one ticket is opened per reason. */
  readonly reason: string
  readonly priority: Priority
}

export const callStep = (call: ToolRequest): Step => ({ _tag: "Call", call })
export const replyStep = (reply: Reply): Step => ({ _tag: "Reply", reply })
export const escalateStep = (cause: TicketCause, reason: string, priority: Priority): Step => ({
  _tag: "Escalate",
  escalation: { cause, reason, priority }
})

/** Failures of a part behind a tool: worth one more try. The others answer the same every time. */
const TRANSIENT: ReadonlySet<string> = new Set([
  "DATABASE_ERR",
  "CARRIER_ERR",
  "MAIL_ERR",
  "INTERNAL_ERR"
])
const TRIES = 2

type RequestOf<Name extends ToolRequest["name"]> = Extract<ToolRequest, { readonly name: Name }>

/** Where a call stands: still to be made, answered (perhaps with a refusal), or failed for good. */
export type Progress<Name extends ToolRequest["name"]> =
  | { readonly _tag: "Open"; readonly step: Step }
  | { readonly _tag: "Answered"; readonly output: OutcomeOf<Name>["output"] }
  | { readonly _tag: "Failed"; readonly error: string }

export const progressOf = <Name extends ToolRequest["name"]>(
  outcomes: readonly Outcome[],
  call: RequestOf<Name>
): Progress<Name> => {
  const made = outcomes.filter((outcome): outcome is OutcomeOf<Name> => isSameCall(outcome, call))
  const latest = made.at(-1)
  if (latest === undefined) return { _tag: "Open", step: callStep(call) }
  const failure = failureOf(latest)
  if (failure === undefined || !TRANSIENT.has(failure.error)) {
    return { _tag: "Answered", output: latest.output as OutcomeOf<Name>["output"] }
  }
  return made.length < TRIES
    ? { _tag: "Open", step: callStep(call) }
    : { _tag: "Failed", error: failure.error }
}

/** The ticket for a call that failed for good. */
export const troubleStep = (call: ToolRequest, error: string): Step =>
  escalateStep("trouble", `${call.name} failed (${error})`, "HIGH")
