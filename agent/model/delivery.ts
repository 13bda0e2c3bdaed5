/** What follows an approved return: the label, the e-mail, the good news. */
import { progressOf, replyStep, type Step, troubleStep } from "./attempts.ts"
import type { Known } from "./cases.ts"
import type { Outcome } from "./outcomes.ts"
import type { KnownItem } from "./products.ts"
import type { Label, Rma } from "./replies.ts"

export const deliveryStep = (
  outcomes: readonly Outcome[],
  { order, customer }: Known,
  items: readonly KnownItem[],
  rma: Rma
): Step => {
  const { rma_number, order_id } = rma
  const labelling = { name: "GenerateReturnLabel", params: { order_id, rma_number } } as const
  const made = progressOf(outcomes, labelling)
  if (made._tag === "Open") return made.step
  if (made._tag === "Failed") return troubleStep(labelling, made.error)
  if (!made.output.success) return troubleStep(labelling, made.output.error)

  const label: Label = made.output
  const mailing = {
    name: "SendEmail",
    params: {
      customer_email: customer.email,
      template_name: "label_ready",
      context: mailContext(customer.first_name, rma, label)
    }
  } as const
  const sent = progressOf(outcomes, mailing)
  if (sent._tag === "Open") return sent.step
  // Everything the e-mail says is in the reply as well, so a failure needs no ticket.
  const mailed = sent._tag === "Answered" && sent.output.success
  const mailedTo = mailed ? customer.email : undefined
  return replyStep({ _tag: "Approved", order, items, rma, label, mailedTo })
}

const mailContext = (first_name: string, rma: Rma, label: Label) => ({
  first_name,
  rma_number: rma.rma_number,
  order_id: rma.order_id,
  refund_amount: rma.refund_amount,
  restocking_fee: rma.restocking_fee,
  carrier: label.carrier,
  tracking_number: label.tracking_number,
  label_url: label.label_url
})
