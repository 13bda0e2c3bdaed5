/** Makes complete, friendly English of the replies. Every figure comes from a tool's answer. */
import type { Passage } from "../knowledge/passage.ts"
import type { KnownItem, KnownOrder } from "./products.ts"
import { linesFor, policySentences } from "./quotes.ts"
import type { Decision, Reply, TicketCause } from "./replies.ts"

/** The answer to the customer: one paragraph per reply. */
export const wordReplies = (replies: readonly Reply[], passages: readonly Passage[]): string =>
  replies.map((reply) => wordReply(reply, passages)).join("\n\n")

const wordReply = (reply: Reply, passages: readonly Passage[]): string => {
  switch (reply._tag) {
    case "Greeting":
      return "Hello! I can help you to return an order. Which order is it about? The order number or your e-mail address is enough."
    case "Thanks":
      return "You are welcome! If anything else comes up, I am happy to help."
    case "AskOrder":
      return sentences(
        reply.lostReceipt && "You do not need a receipt: your orders are on file with us.",
        "I am happy to help with your return.",
        "Could you give me the order number, or the e-mail address you ordered with?"
      )
    case "UnknownOrder":
      return unknownOrder(reply, passages)
    case "UnknownEmail":
      return `I could not find any orders for ${reply.email}. Could you check the address, or give me the order number from your order confirmation?`
    case "ChooseOrder":
      return chooseOrder(reply, passages)
    case "ChooseItems":
      return `Order #${reply.order.order_id} has ${reply.order.items.length} items: ${namesOf(reply.order.items)}. Which of them would you like to return?`
    case "Approved":
      return approved(reply, passages)
    case "Denied":
      return denied(reply, passages)
    case "AlreadyOpen":
      return `There already is a return for the ${namesOf(reply.items)} from order #${reply.order.order_id}, so I have not opened another one. You will find its label in the e-mail we sent you; if you cannot find it, tell me and I will pass it on to a person.`
    case "OrderInfo":
      return `Order #${reply.order.order_id} (${namesOf(reply.order.items)}) is ${statusWords(reply.order)}. Would you like to return something from it?`
    case "Underway":
      return `Your return ${reply.rma.rma_number} is open. Once the parcel has arrived and been inspected, you will get back $${reply.rma.refund_amount}; that usually takes 5 to 7 business days.`
    case "Passed":
      return passed(reply, passages)
    case "Trouble":
      return "I am sorry, something on our side is not working right now and I could not finish this. Nothing is lost. Please try again in a few minutes, or ask for a person and one of our specialists will take over."
    case "Policy":
      return sentences(
        "Here is what our return policy says.",
        policySentences(
          passages,
          reply.categories.length > 0 ? reply.categories : ["within", "days"],
          4
        ),
        "If you tell me your order number, I can check your order right away."
      )
  }
}

type ReplyOf<Tag extends Reply["_tag"]> = Extract<Reply, { readonly _tag: Tag }>

const approved = (
  { order, items, rma, label, mailedTo }: ReplyOf<"Approved">,
  passages: readonly Passage[]
): string => {
  const { opening, closing } = linesFor(passages, "return approved", {
    opening: "Good news: your return is approved.",
    closing: "Your refund follows once we have received the parcel."
  })
  return sentences(
    opening,
    `I have opened return ${rma.rma_number} for the ${namesOf(items)} from order #${order.order_id}.`,
    Number(rma.restocking_fee) === 0
      ? `You will get back $${rma.refund_amount}.`
      : `You will get back $${rma.refund_amount}, which is the price less a restocking fee of $${rma.restocking_fee}.`,
    `Your prepaid ${label.carrier} label is ready: ${label.label_url} (tracking number ${label.tracking_number}).`,
    mailedTo === undefined
      ? "I could not send it by e-mail just now, so please keep this address."
      : `I have sent it to ${mailedTo} as well.`,
    closing
  )
}

const denied = (
  { order, items, decision }: ReplyOf<"Denied">,
  passages: readonly Passage[]
): string => {
  const expired = decision.reason_code === "TIME_EXP"
  const { opening, closing } = linesFor(
    passages,
    expired ? "return window expired" : "final sale item",
    {
      opening: "I am sorry, but I cannot accept this return.",
      closing: "If you would like a person to take another look, just say so."
    }
  )
  const days = decision.days_since_order ?? order.days_since_order
  const fact = expired
    ? `Order #${order.order_id} (${namesOf(items)}) was placed ${days} days ago, which is outside the return window.`
    : `Order #${order.order_id} (${namesOf(items)}) holds ${exclusion(items)} goods.`
  const rule = expired
    ? policySentences(passages, [...windowWords(decision), "within"], 1)
    : policySentences(passages, [exclusion(items), "cannot be returned"], 2)
  return sentences(opening, fact, rule, closing)
}

/** The policy's name and, from the decision's own words, the length of its window. */
const windowWords = ({ policy_applied, message }: Decision): string[] => [
  ...(policy_applied === null ? [] : [policy_applied]),
  ...[...message.matchAll(/\b(\d+)-day\b/gu)].map(([, days]) => `${days} days`)
]

const exclusion = (items: readonly KnownItem[]): string =>
  items.some((item) => item.is_final_sale) ? "final sale" : "not returnable"

const unknownOrder = (
  { orderNumbers }: ReplyOf<"UnknownOrder">,
  passages: readonly Passage[]
): string => {
  const { opening, closing } = linesFor(passages, "order not found", {
    opening: "I could not find that order.",
    closing: ""
  })
  const numbers = orderNumbers.map((number) => `#${number}`).join(" or ")
  return sentences(
    opening,
    `We have no order ${numbers} on file.`,
    "Could you check the order number, or give me the e-mail address you ordered with?",
    closing
  )
}

const chooseOrder = (
  { orders, suggestion, lostReceipt }: ReplyOf<"ChooseOrder">,
  passages: readonly Passage[]
): string => {
  const { opening, closing } = linesFor(passages, "lost receipt", {
    opening: "Your orders are on file with us.",
    closing: "Tell me the order number or the item, and I will take it from there."
  })
  const list = orders.map(
    (order) =>
      `- #${order.order_id}: ${namesOf(order.items)}, ordered ${order.days_since_order} days ago`
  )
  const question =
    suggestion === undefined
      ? "Which order is it about?"
      : `Is it about the ${namesOf(suggestion.items)}, order #${suggestion.order_id}, or another one?`
  return [
    lostReceipt ? opening : "I have found your orders.",
    ...list,
    sentences(question, closing)
  ].join("\n")
}

const PASSED: Readonly<Record<TicketCause, string>> = {
  damaged: "I am sorry that your order reached you in this state.",
  review: "Thank you for your request. Your return needs a short review by one of our specialists.",
  changed_story:
    "I am sorry to hear about the damage. Your return stays open, and I have asked a specialist to look at it with priority.",
  expedite: "I have passed on your request for faster processing.",
  person: "Of course, one of my colleagues will take over.",
  exception: "I understand. I cannot decide about exceptions, so I have passed on your request.",
  trouble: "I am sorry, something on our side did not work, so I could not finish this myself."
}

/** Causes that come up when a return is open; a damaged or reviewed item has none. */
const CONCERNS_RMA: ReadonlySet<TicketCause> = new Set(["changed_story", "expedite", "trouble"])

const passed = ({ cause, ticket }: ReplyOf<"Passed">, passages: readonly Passage[]): string => {
  const scenario =
    cause === "damaged"
      ? "damaged item"
      : cause === "review"
        ? "manual review"
        : "escalation to a person"
  const { opening, closing } = linesFor(passages, scenario, {
    opening: PASSED[cause],
    closing: "A specialist will write to you within one business day."
  })
  return sentences(
    scenario === "escalation to a person" ? PASSED[cause] : opening,
    CONCERNS_RMA.has(cause) &&
      ticket.rma_number !== null &&
      `Your return ${ticket.rma_number} is marked for their attention.`,
    `Your ticket is ${ticket.ticket_id}, priority ${ticket.priority.toLowerCase()}.`,
    closing
  )
}

const sentences = (...parts: ReadonlyArray<string | false>): string =>
  parts.filter((part) => part !== false && part !== "").join(" ")

const namesOf = (items: readonly KnownItem[]): string =>
  items
    .map((item) =>
      item.quantity > 1 ? `${item.product_name} (${item.quantity})` : item.product_name
    )
    .join(", ")

const statusWords = ({ status }: KnownOrder): string =>
  status === "Return_Initiated" ? "on its way back to us" : status.toLowerCase()
