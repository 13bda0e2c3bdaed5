/** The closed sets of the domain: what a customer, an order, an RMA, a decision and a ticket can be. */

export const LOYALTY_TIERS = ["Standard", "Silver", "Gold", "Platinum"] as const
export type LoyaltyTier = (typeof LOYALTY_TIERS)[number]

export const ORDER_STATUSES = [
  "Pending",
  "Shipped",
  "Delivered",
  "Return_Initiated",
  "Returned"
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const PRODUCT_CATEGORIES = [
  "Clothing",
  "Electronics",
  "Home Goods",
  "Special Edition",
  "Footwear",
  "Accessories"
] as const
export type ProductCategory = (typeof PRODUCT_CATEGORIES)[number]

export const RMA_STATUSES = [
  "Initiated",
  "Label_Sent",
  "In_Transit",
  "Received",
  "Inspected",
  "Approved",
  "Rejected",
  "Processed",
  "Refunded"
] as const
export type RmaStatus = (typeof RMA_STATUSES)[number]

/** What the eligibility rules can decide. */
export const DECISIONS = [
  "APPROVED",
  "DAMAGED_MANUAL",
  "RISK_MANUAL",
  "ITEM_EXCL",
  "TIME_EXP"
] as const

/** A decision, or that the order or its items were not to be found. */
export const REASON_CODES = [...DECISIONS, "DATA_ERR"] as const
export type ReasonCode = (typeof REASON_CODES)[number]

export const PRIORITIES = ["LOW", "MEDIUM", "HIGH", "URGENT"] as const
export type Priority = (typeof PRIORITIES)[number]

export const SENTIMENTS = ["positive", "neutral", "frustrated"] as const
export type Sentiment = (typeof SENTIMENTS)[number]

export const EMAIL_TEMPLATES = ["return_approved", "return_rejected", "label_ready"] as const
export type EmailTemplate = (typeof EMAIL_TEMPLATES)[number]

export const MESSAGE_TYPES = ["user", "assistant", "tool", "system"] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]
