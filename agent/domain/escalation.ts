/** What a person needs to know who takes over a conversation. */
import type { Sentiment } from "./codes.ts"
import { type LogMessage, toolCall, type ToolCallMetadata } from "./conversation.ts"

export interface EscalationSummary {
  readonly issue: string
  readonly actionsTaken: ReadonlyArray<string>
  readonly reason: string
  readonly sentiment: Sentiment
  readonly nextStep: string
}

const MAX_QUOTE_CHARACTERS = 240
const FRUSTRATED =
  /\b(?:angry|annoy\w*|awful|complain\w*|disappoint\w*|frustrat\w*|furious|lawyer|ridiculous|scam|terrible|unacceptable|upset|useless|worst)\b|!{2,}/iu
const POSITIVE = /\b(?:appreciate|glad|great|happy|lovely|perfect|thank\w*|wonderful)\b/iu

/** Built from the log and the reason alone: the same conversation always gives the same summary. */
export const summarize = (
  messages: ReadonlyArray<LogMessage>,
  reason: string
): EscalationSummary => {
  const said = messages.filter((message) => message.messageType === "user")
  const calls = toolCalls(messages)
  return {
    issue: issueOf(said),
    actionsTaken: calls.map(describe),
    reason,
    sentiment: sentimentOf(said),
    nextStep: nextStepOf(calls)
  }
}

/** The order numbers that the conversation's tool calls named, without repetition, latest last. */
export const orderNumbers = (messages: ReadonlyArray<LogMessage>): ReadonlyArray<string> => {
  const numbers = toolCalls(messages).flatMap((call) => text(call.input["order_id"]) ?? [])
  return [...new Set(numbers.toReversed())].reverse()
}

const toolCalls = (messages: ReadonlyArray<LogMessage>): ReadonlyArray<ToolCallMetadata> =>
  messages.flatMap((message) => toolCall(message) ?? [])

/** The first thing the customer said, and the last if that is another. */
const issueOf = (said: ReadonlyArray<LogMessage>): string => {
  const first = said[0]
  const last = said.at(-1)
  if (first === undefined || last === undefined) return "No message of the customer is logged."
  return first === last
    ? clip(first.content)
    : `${clip(first.content)} Latest: ${clip(last.content)}`
}

const sentimentOf = (said: ReadonlyArray<LogMessage>): Sentiment => {
  if (said.some((message) => FRUSTRATED.test(message.content))) return "frustrated"
  return said.some((message) => POSITIVE.test(message.content)) ? "positive" : "neutral"
}

const describe = (call: ToolCallMetadata): string => {
  const { tool_name, output } = call
  const code = text(output["reason_code"]) ?? text(output["error"])
  if (output["success"] !== true) return `${tool_name}: refused${code ? ` (${code})` : ""}`
  const result =
    code ??
    text(output["tracking_number"]) ??
    text(output["rma_number"]) ??
    text(output["template_name"])
  return `${tool_name}: ${result ?? "done"}`
}

const nextStepOf = (calls: ReadonlyArray<ToolCallMetadata>): string => {
  const outputs = calls.map((call) => call.output)
  const decided = outputs.findLast((output) => text(output["reason_code"]) !== undefined)
  const rma = outputs.findLast((output) => text(output["rma_number"]) !== undefined)
  if (decided?.["reason_code"] === "DAMAGED_MANUAL") {
    return "Ask for photographs of the damage, then decide on a refund or a replacement."
  }
  if (decided?.["reason_code"] === "RISK_MANUAL") {
    return "Review the customer's account and return history before approving anything."
  }
  if (rma !== undefined) {
    return `Review return ${text(rma["rma_number"])} with the customer before it is refunded.`
  }
  if (outputs.at(-1)?.["success"] === false) {
    return "Finish by hand what the last tool refused, then answer the customer."
  }
  return "Contact the customer and settle the request."
}

const clip = (content: string): string => {
  const line = content.replaceAll(/\s+/gu, " ").trim()
  const characters = [...line]
  return characters.length <= MAX_QUOTE_CHARACTERS
    ? line
    : `${characters.slice(0, MAX_QUOTE_CHARACTERS).join("")}…`
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined
