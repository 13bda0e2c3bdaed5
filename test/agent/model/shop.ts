/** Tool answers of a small imagined shop, as a prompt carries them. */
import { called, type Entry } from "./scene.ts"

const item = (item_id: number, product_name: string, product_category: string) => ({
  item_id,
  product_name,
  product_category,
  sku: `SKU-${item_id}`,
  quantity: 1,
  price: "129.99",
  is_final_sale: false,
  is_returnable: true
})

const order = (order_id: string, items: readonly unknown[]) => ({
  order_id,
  order_date: "2026-01-01T12:00:00.000Z",
  days_since_order: 15,
  status: "Delivered",
  total_amount: "129.99",
  items
})

const CUSTOMER = {
  customer_id: 1,
  email: "john.doe@example.com",
  first_name: "John",
  last_name: "Doe",
  loyalty_tier: "Standard"
}

export const BOOTS = order("77893", [item(1, "Hiking Boots", "Footwear")])
export const TOASTER = order("90123", [item(4, "Toaster", "Home Goods")])
export const SEVERAL = order("25004", [
  item(10, "Desk Lamp", "Home Goods"),
  item(11, "Bath Towel", "Home Goods"),
  item(12, "Running Shoes", "Footwear")
])

export const failed = (error: string) => ({ success: false, error, message: "no" })

export const found = (...orders: readonly unknown[]) => ({
  success: true,
  customer: CUSTOMER,
  orders
})

export const lookedUp = (orderNumber: string, result: unknown): Entry =>
  called("GetOrderDetails", { order_id: orderNumber }, result)

export const lookedUpByEmail = (email: string, result: unknown): Entry =>
  called("GetOrderDetails", { email }, result)

export const decided = (
  reason_code: string,
  { orderNumber = "77893", itemIds = [1], reason = "Too small" } = {}
): Entry =>
  called(
    "CheckEligibility",
    { order_id: orderNumber, item_ids: itemIds, return_reason: reason },
    {
      ...(reason_code === "DATA_ERR" ? { success: false, error: reason_code } : { success: true }),
      eligible: reason_code === "APPROVED",
      reason_code,
      policy_applied: "General",
      message:
        "Hiking Boots was ordered 15 days ago, after the 30-day window of the General policy.",
      days_since_order: 15,
      requires_manual_review: reason_code.endsWith("_MANUAL")
    }
  )

const RMA_PARAMS = {
  order_id: "77893",
  customer_id: 1,
  item_ids: [1],
  return_reason: "Too small",
  reason_code: "APPROVED"
}

export const rmaOpened: Entry = called("CreateRMA", RMA_PARAMS, {
  success: true,
  rma_number: "RMA-1-ABCD",
  order_id: "77893",
  status: "Initiated",
  order_status: "Return_Initiated",
  item_ids: [1],
  restocking_fee: "0.00",
  refund_amount: "129.99",
  policy_applied: "General",
  message: "done"
})

export const rmaRefused = (error: string): Entry => called("CreateRMA", RMA_PARAMS, failed(error))

const LABEL_PARAMS = { order_id: "77893", rma_number: "RMA-1-ABCD" }

export const labelled: Entry = called("GenerateReturnLabel", LABEL_PARAMS, {
  success: true,
  rma_number: "RMA-1-ABCD",
  status: "Label_Sent",
  carrier: "Lap Parcel",
  tracking_number: "LAP1",
  label_url: "file:///labels/LAP1.svg",
  message: "done"
})

export const labelFailed: Entry = called("GenerateReturnLabel", LABEL_PARAMS, failed("CARRIER_ERR"))

const MAIL_PARAMS = {
  customer_email: "john.doe@example.com",
  template_name: "label_ready",
  context: {
    first_name: "John",
    rma_number: "RMA-1-ABCD",
    order_id: "77893",
    refund_amount: "129.99",
    restocking_fee: "0.00",
    carrier: "Lap Parcel",
    tracking_number: "LAP1",
    label_url: "file:///labels/LAP1.svg"
  }
}

/** The e-mail was sent with these values in place of the usual ones. */
export const mailedWith = (values: Readonly<Record<string, string>>): Entry =>
  called(
    "SendEmail",
    { ...MAIL_PARAMS, context: { ...MAIL_PARAMS.context, ...values } },
    { success: true, template_name: "label_ready", message_id: "<1@example.com>", message: "sent" }
  )

export const mailed = mailedWith({})

export const mailFailed: Entry = called("SendEmail", MAIL_PARAMS, failed("MAIL_ERR"))

export const escalated = (reason: string, priority: string, rma: string | null = null): Entry =>
  called(
    "EscalateToHuman",
    { session_id: "any", reason, priority },
    {
      success: true,
      ticket_id: "TICKET-1-0001",
      priority,
      rma_number: rma,
      summary: {
        issue: "x",
        actions_taken: [],
        reason,
        sentiment: "neutral",
        next_step: "y"
      },
      message: "done"
    }
  )
