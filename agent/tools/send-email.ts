/** SendEmail: renders a template for a customer and sends it. */
import { Effect } from "effect"
import { Lap } from "lapline"
import { appendMessage } from "../database/conversation-log.ts"
import { type Addressee, customerByEmail } from "../database/customers.ts"
import type { EmailTemplate } from "../domain/codes.ts"
import { Mail, type OutgoingMail } from "../mail/mail.ts"
import {
  type LoadedTemplate,
  loadTemplate,
  missingValues,
  type TemplateValue
} from "../mail/template.ts"
import { answering, refuse } from "./answer.ts"
import { CurrentSession } from "./correlation.ts"
import { SendEmail } from "./schemas.ts"

/** Mail goes to customers only, whatever address a conversation talks the model into. */
const recipientLookup = Lap.step("recipient_lookup")(function* (email: string) {
  const customer = yield* customerByEmail(email)
  return customer ?? (yield* refuse("DATA_ERR", `There is no customer with the address ${email}.`))
})

const templateLoading = Lap.step("template_loading")((template: EmailTemplate) =>
  loadTemplate(template)
)

const templateRendering = Lap.step("template_rendering")(function* (
  template: LoadedTemplate,
  values: Readonly<Record<string, TemplateValue>>
) {
  const missing = missingValues(template, values)
  if (missing.length > 0) {
    return yield* refuse("DATA_ERR", `The context lacks ${missing.join(", ")}.`)
  }
  return template.render(values)
})

const emailDelivery = Lap.step("email_delivery")(function* (message: OutgoingMail) {
  const mail = yield* Mail
  return yield* mail.send(message)
})

const emailLogging = Lap.step("email_logging")(function* (
  customer: Addressee,
  template: EmailTemplate,
  messageId: string
) {
  yield* appendMessage({
    sessionId: (yield* CurrentSession) ?? "none",
    customerId: customer.id,
    messageType: "system",
    content: `E-mail ${template} sent`,
    metadata: { kind: "email", template_name: template, message_id: messageId }
  })
})

export const sendEmail = Lap.tool("SendEmail")(
  answering(SendEmail.parametersSchema, (input) =>
    Effect.gen(function* () {
      const customer = yield* recipientLookup(input.customer_email)
      const template = yield* templateLoading(input.template_name)
      const values = { ...input.context, first_name: customer.firstName }
      const rendered = yield* templateRendering(template, values)
      const messageId = yield* emailDelivery({ to: customer.email, ...rendered })
      yield* emailLogging(customer, input.template_name, messageId)
      return {
        success: true as const,
        template_name: input.template_name,
        message_id: messageId,
        message: "The e-mail is sent."
      }
    })
  )
)
