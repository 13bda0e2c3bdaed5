/** The six tools as the model sees them: names, descriptions, input and output, as one effect/ai toolkit. */
import { Schema } from "effect"
import { Tool, Toolkit } from "effect/ai"
import {
  DECISIONS,
  EMAIL_TEMPLATES,
  LOYALTY_TIERS,
  ORDER_STATUSES,
  PRIORITIES,
  PRODUCT_CATEGORIES,
  REASON_CODES,
  SENTIMENTS
} from "../domain/codes.ts"
import { Failure } from "./failure.ts"

/** A sum of money in US dollars as an exact decimal, such as "129.99": never a float on its way. */
export const Dollars = Schema.String.check(Schema.isPattern(/^\d+\.\d{2}$/u))

const OrderNumber = Schema.String.annotate({ description: "The order number, such as 77893" })
const ItemIds = Schema.Array(Schema.Int).annotate({
  description: "item_id of each item to return, as GetOrderDetails answered them"
})

export const OrderItem = Schema.Struct({
  item_id: Schema.Int,
  product_name: Schema.String,
  product_category: Schema.Literals(PRODUCT_CATEGORIES),
  sku: Schema.String,
  quantity: Schema.Int,
  price: Dollars,
  is_final_sale: Schema.Boolean,
  is_returnable: Schema.Boolean
})

export const Order = Schema.Struct({
  order_id: Schema.String,
  order_date: Schema.String,
  days_since_order: Schema.Int,
  status: Schema.Literals(ORDER_STATUSES),
  total_amount: Dollars,
  items: Schema.Array(OrderItem)
})

export const Customer = Schema.Struct({
  customer_id: Schema.Int,
  email: Schema.String,
  first_name: Schema.String,
  last_name: Schema.String,
  loyalty_tier: Schema.Literals(LOYALTY_TIERS)
})

export const GetOrderDetails = Tool.make("GetOrderDetails", {
  description:
    "Look up one order by its number, or the newest orders (at most 10) of a customer by e-mail. Give exactly one of order_id and email.",
  parameters: Schema.Struct({
    order_id: Schema.optionalKey(Schema.NullOr(OrderNumber)),
    email: Schema.optionalKey(
      Schema.NullOr(Schema.String.annotate({ description: "The customer's e-mail address" }))
    )
  }),
  success: Schema.Union([
    Schema.Struct({
      success: Schema.Literal(true),
      customer: Customer,
      orders: Schema.Array(Order)
    }),
    Failure
  ])
})

const decisionFields = {
  policy_applied: Schema.NullOr(Schema.String),
  message: Schema.String,
  days_since_order: Schema.NullOr(Schema.Int),
  requires_manual_review: Schema.Boolean
}

/** A decision with its reason, and the case that the data did not allow one, which counts as a failure. */
export const EligibilityDecision = Schema.Union([
  Schema.Struct({
    success: Schema.Literal(true),
    eligible: Schema.Boolean,
    reason_code: Schema.Literals(DECISIONS),
    ...decisionFields
  }),
  Schema.Struct({
    success: Schema.Literal(false),
    error: Schema.Literal("DATA_ERR"),
    eligible: Schema.Literal(false),
    reason_code: Schema.Literal("DATA_ERR"),
    ...decisionFields
  })
])

export const CheckEligibility = Tool.make("CheckEligibility", {
  description:
    "Decide by the shop's rules whether items of an order may be returned. Always call it before CreateRMA; its decision is final.",
  parameters: Schema.Struct({
    order_id: OrderNumber,
    item_ids: ItemIds,
    return_reason: Schema.String.annotate({
      description: "Why the customer returns the items, in the customer's words"
    })
  }),
  success: Schema.Union([EligibilityDecision, Failure])
})

export const CreateRMA = Tool.make("CreateRMA", {
  description:
    "Open a return (RMA) for items that CheckEligibility approved, and compute the refund. One RMA per item.",
  parameters: Schema.Struct({
    order_id: OrderNumber,
    customer_id: Schema.Int,
    item_ids: ItemIds,
    return_reason: Schema.String,
    reason_code: Schema.Literals(REASON_CODES)
  }),
  success: Schema.Union([
    Schema.Struct({
      success: Schema.Literal(true),
      rma_number: Schema.String,
      order_id: Schema.String,
      status: Schema.Literal("Initiated"),
      order_status: Schema.Literal("Return_Initiated"),
      item_ids: Schema.Array(Schema.Int),
      restocking_fee: Dollars,
      refund_amount: Dollars,
      policy_applied: Schema.String,
      message: Schema.String
    }),
    Failure
  ])
})

export const GenerateReturnLabel = Tool.make("GenerateReturnLabel", {
  description: "Make the prepaid shipping label of an RMA. Call it after CreateRMA.",
  parameters: Schema.Struct({ order_id: OrderNumber, rma_number: Schema.String }),
  success: Schema.Union([
    Schema.Struct({
      success: Schema.Literal(true),
      rma_number: Schema.String,
      status: Schema.Literal("Label_Sent"),
      carrier: Schema.String,
      tracking_number: Schema.String,
      label_url: Schema.String,
      message: Schema.String
    }),
    Failure
  ])
})

const ContextValue = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null])

export const SendEmail = Tool.make("SendEmail", {
  description:
    "Send a customer an e-mail made from a template. return_approved needs rma_number, order_id, refund_amount; return_rejected needs order_id, message; label_ready needs rma_number, tracking_number, label_url.",
  parameters: Schema.Struct({
    customer_email: Schema.String,
    template_name: Schema.Literals(EMAIL_TEMPLATES),
    context: Schema.Record(Schema.String, ContextValue)
  }),
  success: Schema.Union([
    Schema.Struct({
      success: Schema.Literal(true),
      template_name: Schema.Literals(EMAIL_TEMPLATES),
      message_id: Schema.String,
      message: Schema.String
    }),
    Failure
  ])
})

export const EscalationSummary = Schema.Struct({
  issue: Schema.String,
  actions_taken: Schema.Array(Schema.String),
  reason: Schema.String,
  sentiment: Schema.Literals(SENTIMENTS),
  next_step: Schema.String
})

export const EscalateToHuman = Tool.make("EscalateToHuman", {
  description:
    "Hand the conversation to a person. Use it when a decision requires manual review, when the customer asks for a person, or when tools keep failing.",
  parameters: Schema.Struct({
    session_id: Schema.String,
    reason: Schema.String,
    priority: Schema.Literals(PRIORITIES)
  }),
  success: Schema.Union([
    Schema.Struct({
      success: Schema.Literal(true),
      ticket_id: Schema.String,
      priority: Schema.Literals(PRIORITIES),
      rma_number: Schema.NullOr(Schema.String),
      summary: EscalationSummary,
      message: Schema.String
    }),
    Failure
  ])
})

export const ReturnToolkit = Toolkit.make(
  GetOrderDetails,
  CheckEligibility,
  CreateRMA,
  GenerateReturnLabel,
  SendEmail,
  EscalateToHuman
)

export type ToolName = keyof typeof ReturnToolkit.tools

/** A tool's decoded input and its answer. */
export type Input<Name extends ToolName> = Tool.Parameters<(typeof ReturnToolkit.tools)[Name]>
export type Output<Name extends ToolName> = Tool.Success<(typeof ReturnToolkit.tools)[Name]>
