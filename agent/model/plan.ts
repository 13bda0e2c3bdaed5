/** The rules model's mind: from the conversation and the tool results to the next tool calls or the answer. */
import { escalateStep, progressOf, replyStep, type Step, troubleStep } from "./attempts.ts"
import { knownOrders, topicOf } from "./cases.ts"
import type { Understanding } from "./language/understanding.ts"
import { isSameCall, outcomesOf, type ToolRequest } from "./outcomes.ts"
import { nextStep, rmaOf } from "./process.ts"
import { categoriesNamed } from "./products.ts"
import type { Reply } from "./replies.ts"
import { ticketStep } from "./tickets.ts"
import type { Transcript } from "./transcript.ts"

/** Either tool calls, which do not depend on each other, or what to tell the customer. */
export type Plan =
  | { readonly _tag: "Call"; readonly calls: readonly ToolRequest[] }
  | { readonly _tag: "Answer"; readonly replies: readonly Reply[] }

/** Pure: the same transcript, the same plan. */
export const planOf = (transcript: Transcript): Plan => {
  const latest = transcript.messages.at(-1)
  if (latest === undefined) return { _tag: "Answer", replies: [{ _tag: "Greeting" }] }
  const steps = stepsOf(transcript, latest).map((step) => ticketStep(transcript, step))
  const calls = steps.flatMap((step) => (step._tag === "Call" ? [step.call] : []))
  if (calls.length > 0) return { _tag: "Call", calls: distinct(calls) }
  const replies = steps.flatMap((step) => (step._tag === "Reply" ? [step.reply] : []))
  return { _tag: "Answer", replies }
}

const distinct = (calls: readonly ToolRequest[]): ToolRequest[] =>
  calls.filter((call, at) => calls.findIndex((other) => isSameCall(other, call)) === at)

const stepsOf = (transcript: Transcript, latest: Understanding): Step[] => {
  if (wantsPerson(latest)) {
    return [escalateStep("person", "The customer asks for a person", "MEDIUM")]
  }
  if (asksForPolicy(latest)) {
    return [replyStep({ _tag: "Policy", categories: categoriesNamed(latest.words) })]
  }
  const { targets, choice } = topicOf(transcript)
  if (targets.length > 0) {
    const steps = targets.map((target) => orderStep(transcript, latest, target))
    return followUp(transcript, latest, steps) ?? steps
  }
  const email = latest.email ?? transcript.messages.findLast((one) => one.email)?.email
  if (email !== undefined && (choice === undefined || latest.email !== undefined)) {
    const step = emailStep(transcript, email)
    if (step !== undefined) return [step]
  }
  const lostReceipt = transcript.messages.some((message) => message.lostReceipt)
  return [
    replyStep(
      choice ? { _tag: "ChooseOrder", ...choice, lostReceipt } : smallTalk(transcript, latest)
    )
  ]
}

/** "I want to talk to someone about a return" begins a return; with nothing to go on, it asks for a person. */
const wantsPerson = ({ intents, orderNumbers, email }: Understanding): boolean =>
  intents.has("human") ||
  (intents.has("contact") && !intents.has("return") && orderNumbers.length === 0 && !email)

const orderStep = (transcript: Transcript, latest: Understanding, orderNumber: string): Step => {
  const { outcomes, messages } = transcript
  const turn = messages.length - 1
  const known = knownOrders(outcomes).get(orderNumber)
  if (known === undefined) return lookUpStep(transcript, orderNumber)
  const earlier = outcomes.filter((outcome) => outcome.turn < turn)
  const rma = rmaOf(earlier, orderNumber)
  if (rma !== undefined && (latest.damage !== undefined || latest.intents.has("expedite"))) {
    return latest.damage === undefined
      ? escalateStep("expedite", `${rma.rma_number}: expedited processing requested`, "MEDIUM")
      : escalateStep(
          "changed_story",
          `${rma.rma_number} was approved, now damage is reported: ${latest.damage}` +
            (latest.intents.has("expedite") ? "; expedited processing requested" : ""),
          "HIGH"
        )
  }
  if (!asksForStatus(latest)) return nextStep(transcript, known)
  return replyStep(rma ? { _tag: "Underway", rma } : { _tag: "OrderInfo", order: known.order })
}

/** A question, and no sign of a wish to return anything. */
const asksForStatus = ({ intents, damage, reason }: Understanding): boolean =>
  intents.has("status") && !intents.has("return") && damage === undefined && reason === undefined

const asksForPolicy = ({ intents, damage, orderNumbers, email }: Understanding): boolean =>
  intents.has("policy") && damage === undefined && orderNumbers.length === 0 && !email

const lookUpStep = (transcript: Transcript, order_id: string): Step => {
  const call = { name: "GetOrderDetails", params: { order_id } } as const
  const progress = progressOf(transcript.outcomes, call)
  if (progress._tag === "Open") return progress.step
  if (progress._tag === "Failed") return troubleStep(call, progress.error)
  const email = transcript.messages.findLast((message) => message.email)?.email
  const other = email === undefined ? undefined : emailStep(transcript, email)
  return other ?? replyStep({ _tag: "UnknownOrder", orderNumbers: [order_id] })
}

/** Undefined when the look-up by this address has been made and was answered with orders. */
const emailStep = ({ outcomes }: Transcript, email: string): Step | undefined => {
  const call = { name: "GetOrderDetails", params: { email } } as const
  const progress = progressOf(outcomes, call)
  if (progress._tag === "Open") return progress.step
  if (progress._tag === "Failed") return troubleStep(call, progress.error)
  const found = progress.output.success && progress.output.orders.length > 0
  return found ? undefined : replyStep({ _tag: "UnknownEmail", email })
}

/** When nothing is left to do for the orders talked about, the customer's newest words decide what to say. */
const followUp = (
  { outcomes, messages }: Transcript,
  latest: Understanding,
  steps: readonly Step[]
): Step[] | undefined => {
  const news = outcomes.filter((outcome) => outcome.turn === messages.length - 1)
  const denied = steps.some((step) => step._tag === "Reply" && step.reply._tag === "Denied")
  if (
    denied &&
    latest.intents.has("exception") &&
    outcomesOf(news, "CheckEligibility").length === 0
  ) {
    return [escalateStep("exception", "The customer asks for an exception", "LOW")]
  }
  const done = news.length === 0 && steps.every((step) => step._tag === "Reply")
  return done && latest.intents.has("thanks") && !latest.intents.has("return")
    ? [replyStep({ _tag: "Thanks" })]
    : undefined
}

const smallTalk = ({ messages }: Transcript, latest: Understanding): Reply => {
  if (latest.intents.has("thanks")) return { _tag: "Thanks" }
  const only = latest.intents.size === 1 && latest.damage === undefined
  if (only && latest.intents.has("greeting")) return { _tag: "Greeting" }
  return { _tag: "AskOrder", lostReceipt: messages.some((message) => message.lostReceipt) }
}
