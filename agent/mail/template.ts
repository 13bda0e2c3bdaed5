/** The e-mail templates: a plain text whose first line is the subject, and HTML that escapes every value. */
import { Data, Effect } from "effect"
import { Eta } from "eta"
import path from "node:path"
import type { EmailTemplate } from "../domain/codes.ts"
import type { OutgoingMail } from "./mail.ts"

export type TemplateValue = string | number | boolean | null

/** A template file that is missing or wrong. */
export class TemplateError extends Data.TaggedError("TemplateError")<{
  readonly template: EmailTemplate
  readonly cause: unknown
}> {
  override get message(): string {
    return `The e-mail template ${this.template} cannot be used`
  }
}

export interface LoadedTemplate {
  readonly required: ReadonlyArray<string>
  readonly render: (values: Readonly<Record<string, TemplateValue>>) => Omit<OutgoingMail, "to">
}

/** The values that a message is worthless without. */
const REQUIRED: Readonly<Record<EmailTemplate, ReadonlyArray<string>>> = {
  return_approved: ["rma_number", "order_id", "refund_amount"],
  return_rejected: ["order_id", "message"],
  label_ready: ["rma_number", "tracking_number", "label_url"]
}

/** Reads and compiles both forms of a template; each file is read once in the life of the process. */
export const loadTemplate = (
  template: EmailTemplate
): Effect.Effect<LoadedTemplate, TemplateError> =>
  Effect.try({
    try: () => {
      const renderText = compiled(text, `${template}.txt.eta`)
      const renderHtml = compiled(html, `${template}.html.eta`)
      return {
        required: REQUIRED[template],
        render: (values) => {
          const [subject = "", ...body] = renderText(values).split("\n")
          return {
            // A value must not begin another header.
            subject: subject.replaceAll(/\p{Cc}+/gu, " ").trim(),
            text: body.join("\n").trimStart(),
            html: renderHtml({ ...values, subject })
          }
        }
      }
    },
    catch: (cause) => new TemplateError({ template, cause })
  })

/** The values of `required` that are missing or empty. */
export const missingValues = (
  loaded: LoadedTemplate,
  values: Readonly<Record<string, TemplateValue>>
): ReadonlyArray<string> =>
  loaded.required.filter(
    (name) => values[name] === undefined || values[name] === null || values[name] === ""
  )

const views = path.join(import.meta.dirname, "templates")
const html = new Eta({ views, cache: true, autoEscape: true })
// In a plain text a line break after a value is part of the text.
const text = new Eta({ views, cache: true, autoEscape: false, autoTrim: false })

const compiled = (eta: Eta, name: string) => {
  const file = eta.resolvePath(name)
  if (eta.templatesSync.get(file) === undefined) {
    eta.templatesSync.define(file, eta.compile(eta.readFile(file)))
  }
  return (values: Readonly<Record<string, unknown>>): string => eta.render(name, values)
}
