/** What the conversation is about: the orders the customer means, and what is known and done for each. */
import type { Understanding } from "./language/understanding.ts"
import { type Outcome, type OutcomeOf, outcomesOf } from "./outcomes.ts"
import { itemsNamed, type KnownItem, type KnownOrder, ordersNamed } from "./products.ts"
import type { Output } from "../tools/schemas.ts"
import type { Transcript } from "./transcript.ts"

export type KnownCustomer = Extract<Output<"GetOrderDetails">, { success: true }>["customer"]

/** The customer's orders were read out by e-mail and none is chosen yet. */
export interface Choice {
  readonly orders: readonly KnownOrder[]
  readonly suggestion: KnownOrder | undefined
}

export interface Topic {
  /** Order numbers the customer wants something done about, known or not. */
  readonly targets: readonly string[]
  readonly choice: Choice | undefined
}

/** What is known of an order, from any successful look-up. */
export interface Known {
  readonly order: KnownOrder
  readonly customer: KnownCustomer
}

/** Orders by number; a later look-up replaces an earlier one. */
export const knownOrders = (outcomes: readonly Outcome[]): Map<string, Known> => {
  const known = new Map<string, Known>()
  for (const { output } of outcomesOf(outcomes, "GetOrderDetails")) {
    if (!output.success) continue
    const { customer } = output
    for (const order of output.orders) known.set(order.order_id, { order, customer })
  }
  return known
}

/** Follows the conversation message by message to what it is about now. */
export const topicOf = ({ messages, outcomes }: Transcript): Topic => {
  let topic: Topic = { targets: [], choice: undefined }
  messages.forEach((message, turn) => {
    const before = outcomes.filter((outcome) => outcome.turn < turn)
    topic = afterMessage(topic, message, knownOrders(before))
    const listed = outcomesOf(outcomes, "GetOrderDetails").filter((one) => one.turn === turn)
    for (const lookUp of listed) topic = afterLookUp(topic, lookUp, messages.slice(0, turn + 1))
  })
  return topic
}

/** The items of the order the customer means; undefined when that must be asked. */
export const itemsMeant = (
  order: KnownOrder,
  messages: readonly Understanding[]
): readonly KnownItem[] | undefined => {
  if (order.items.length === 1) return order.items
  for (const message of messages.toReversed()) {
    if (message.intents.has("all")) return order.items
    const named = itemsNamed(message.words, order.items)
    if (named.length > 0) return named
    const pointed = message.ordinal === undefined ? undefined : order.items.at(message.ordinal)
    if (pointed !== undefined && message.words.length <= 4) return [pointed]
  }
  return undefined
}

const afterMessage = (
  topic: Topic,
  message: Understanding,
  known: ReadonlyMap<string, Known>
): Topic => {
  if (message.orderNumbers.length > 0) {
    return { targets: message.orderNumbers, choice: undefined }
  }
  if (topic.choice !== undefined) {
    const chosen = chosenOf(topic.choice, message)
    return chosen === undefined ? topic : { targets: [chosen.order_id], choice: undefined }
  }
  // A customer with one return done may name the next thing by its product alone.
  if (message.intents.has("return")) {
    const [named, ...others] = ordersNamed(
      message.words,
      [...known.values()].map(({ order }) => order)
    )
    if (named !== undefined && others.length === 0 && !topic.targets.includes(named.order_id)) {
      return { targets: [named.order_id], choice: undefined }
    }
  }
  return topic
}

const afterLookUp = (
  topic: Topic,
  { params, output }: OutcomeOf<"GetOrderDetails">,
  said: readonly Understanding[]
): Topic => {
  if (!output.success || typeof params.email !== "string") return topic
  const [only, ...others] = output.orders
  if (only === undefined) return topic
  if (others.length === 0) return { targets: [only.order_id], choice: undefined }
  const words = said.flatMap((message) => message.words)
  const [suggestion, ...rivals] = ordersNamed(words, output.orders)
  return {
    targets: [],
    choice: { orders: output.orders, suggestion: rivals.length === 0 ? suggestion : undefined }
  }
}

const chosenOf = (
  { orders, suggestion }: Choice,
  message: Understanding
): KnownOrder | undefined => {
  const [named, ...rivals] = ordersNamed(message.words, orders)
  if (named !== undefined && rivals.length === 0) return named
  if (message.ordinal !== undefined) return orders.at(message.ordinal)
  const agrees = message.intents.has("yes") && !message.intents.has("no")
  return agrees ? suggestion : undefined
}
