/** Compares how a conversation went with how it must go. */
import type { TurnResult } from "../turn/turn.ts"
import type { Expectations } from "./conversation.ts"
import type { Observation } from "./observe.ts"

/** One sentence per difference; none when all is as expected. Pure. */
export const differences = (
  expected: Expectations,
  turns: readonly TurnResult[],
  observed: Observation
): string[] => [
  ...turns.flatMap((turn, at) => turnDifferences(expected, turn, at)),
  ...compare("reason code", expected.reasonCode ?? lastReasonCode(turns), lastReasonCode(turns)),
  ...orderDifferences(expected, observed),
  ...compare(
    "tickets",
    list(expected.ticket === null ? [] : [expected.ticket]),
    list(observed.tickets)
  )
]

const turnDifferences = (expected: Expectations, turn: TurnResult, at: number): string[] => {
  const place = `turn ${at + 1}`
  const tools = turn.toolCalls.map(({ name }) => name)
  const answer = turn.answer.toLowerCase()
  const has = (words: string) => answer.includes(words.toLowerCase())
  return [
    ...compare(`${place}: outcome`, "answered", turn.outcome),
    ...compare(`${place}: tools`, list(expected.tools[at] ?? []), list(tools)),
    ...(expected.answers[at] ?? [])
      .filter((words) => !has(words))
      .map((words) => `${place}: the answer does not mention "${words}"`),
    ...(expected.never ?? []).filter(has).map((words) => `${place}: the answer mentions "${words}"`)
  ]
}

const orderDifferences = ({ order }: Expectations, observed: Observation): string[] => {
  if (order === undefined) return []
  const refunds = observed.rmas.map(({ refundCents }) => `${refundCents} cents`)
  const expectedRefunds = order.refundCents === null ? [] : [`${order.refundCents} cents`]
  const name = `order ${order.number}`
  return [
    ...compare(`${name}: status`, order.status, observed.orderStatus ?? "no such order"),
    ...compare(`${name}: refunds`, list(expectedRefunds), list(refunds)),
    ...(order.escalated === undefined
      ? []
      : compare(
          `${name}: RMA escalated`,
          String(order.escalated),
          String(observed.rmas.some(({ escalated }) => escalated))
        ))
  ]
}

const lastReasonCode = (turns: readonly TurnResult[]): string => {
  const call = turns
    .flatMap(({ toolCalls }) => toolCalls)
    .findLast(({ name }) => name === "CheckEligibility")
  return String(call?.output["reason_code"] ?? "none")
}

const list = (values: readonly string[]): string =>
  values.length === 0 ? "none" : values.join(" → ")

const compare = (what: string, expected: string, found: string): string[] =>
  expected === found ? [] : [`${what}: expected ${expected}, found ${found}`]
