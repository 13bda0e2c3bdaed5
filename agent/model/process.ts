/** The return of one order, step by step: the next call, ticket or reply, from what the tools have answered so far. */
import { escalateStep, progressOf, replyStep, type Step, troubleStep } from "./attempts.ts"
import { itemsMeant, type Known } from "./cases.ts"
import { deliveryStep } from "./delivery.ts"
import { failureOf, type Outcome, type OutcomeOf, outcomesOf } from "./outcomes.ts"
import type { KnownItem } from "./products.ts"
import { isDamage, reasonOf, saidAbout } from "./reason.ts"
import type { Decision, Rma } from "./replies.ts"
import type { Transcript } from "./transcript.ts"

/** Never undefined: when nothing is left to do, the step is the reply. */
export const nextStep = (transcript: Transcript, known: Known): Step => {
  const items = itemsMeant(known.order, transcript.messages)
  if (items === undefined) return replyStep({ _tag: "ChooseItems", order: known.order })
  const rma = rmaOf(transcript.outcomes, known.order.order_id, items)
  return rma === undefined
    ? decisionStep(transcript, known, items)
    : deliveryStep(transcript.outcomes, known, items, rma)
}

/** The return that this conversation opened for the order, and for these items if they are given. */
export const rmaOf = (
  outcomes: readonly Outcome[],
  orderNumber: string,
  items?: readonly KnownItem[]
): Rma | undefined => {
  const made = outcomesOf(outcomes, "CreateRMA").findLast(
    ({ params, output }) =>
      output.success &&
      params.order_id === orderNumber &&
      (items === undefined || items.some((item) => params.item_ids.includes(item.item_id)))
  )
  return made?.output.success === true ? made.output : undefined
}

const decisionStep = (transcript: Transcript, known: Known, items: readonly KnownItem[]): Step => {
  const { order } = known
  const reason = reasonOf(saidAbout(transcript, order.order_id))
  const ids = items.map((item) => item.item_id)
  const check = {
    name: "CheckEligibility",
    params: { order_id: order.order_id, item_ids: ids, return_reason: reason }
  } as const
  const made = settledCheck(transcript.outcomes, check.params)
  const params = made?.params ?? check.params
  const progress = progressOf(transcript.outcomes, { name: "CheckEligibility", params })
  if (progress._tag === "Open") return progress.step
  if (progress._tag === "Failed") return troubleStep(check, progress.error)
  if (!("reason_code" in progress.output)) return troubleStep(check, progress.output.error)
  return afterDecision(transcript, known, items, params.return_reason, progress.output)
}

/** The decision that still holds: same order, same items, and no damage reported since. */
const settledCheck = (
  outcomes: readonly Outcome[],
  { order_id, item_ids, return_reason }: OutcomeOf<"CheckEligibility">["params"]
): OutcomeOf<"CheckEligibility"> | undefined =>
  outcomesOf(outcomes, "CheckEligibility").findLast(
    (outcome) =>
      failureOf(outcome) === undefined &&
      outcome.params.order_id === order_id &&
      outcome.params.item_ids.join() === item_ids.join() &&
      (!isDamage(return_reason) || isDamage(outcome.params.return_reason))
  )

const afterDecision = (
  transcript: Transcript,
  { order, customer }: Known,
  items: readonly KnownItem[],
  reason: string,
  decision: Decision
): Step => {
  const subject = `Order ${order.order_id}, ${items.map((item) => item.product_name).join(", ")}`
  switch (decision.reason_code) {
    case "APPROVED": {
      const call = {
        name: "CreateRMA",
        params: {
          order_id: order.order_id,
          customer_id: customer.customer_id,
          item_ids: items.map((item) => item.item_id),
          return_reason: reason,
          reason_code: "APPROVED"
        }
      } as const
      const progress = progressOf(transcript.outcomes, call)
      if (progress._tag === "Open") return progress.step
      if (progress._tag === "Failed") return troubleStep(call, progress.error)
      // A success is found by rmaOf before this point, so what is left is a refusal.
      const refusal = failureOf({ ...call, turn: 0, output: progress.output })
      return refusal?.error === "DUPLICATE_RMA"
        ? replyStep({ _tag: "AlreadyOpen", order, items })
        : escalateStep("trouble", `${subject}: approved, but no RMA (${refusal?.error})`, "HIGH")
    }
    case "DAMAGED_MANUAL": {
      const said = saidAbout(transcript, order.order_id)
      const urgent = said.some((message) => message.intents.has("expedite"))
      return escalateStep("damaged", `${subject}: ${reason}`, urgent ? "HIGH" : "MEDIUM")
    }
    case "RISK_MANUAL":
      return escalateStep("review", `${subject}: return needs manual review`, "MEDIUM")
    case "ITEM_EXCL":
    case "TIME_EXP":
      return replyStep({ _tag: "Denied", order, items, decision })
    case "DATA_ERR":
      return replyStep({ _tag: "UnknownOrder", orderNumbers: [order.order_id] })
  }
}
