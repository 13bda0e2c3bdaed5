/** The e-mail templates. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { EMAIL_TEMPLATES } from "../../../agent/domain/codes.ts"
import { loadTemplate, missingValues } from "../../../agent/mail/template.ts"

const load = (name: (typeof EMAIL_TEMPLATES)[number]) => Effect.runSync(loadTemplate(name))

const VALUES = {
  first_name: "Ann",
  rma_number: "RMA-1-ABCD",
  order_id: "77893",
  refund_amount: "129.99",
  message: "The window has passed.",
  tracking_number: "LAP1",
  label_url: "https://example.com/l.svg"
}

describe("the e-mail templates", () => {
  for (const name of EMAIL_TEMPLATES) {
    it(`${name} shows every value that it requires, in both forms, and nothing undefined`, () => {
      const template = load(name)
      const { subject, text, html } = template.render(VALUES)
      for (const value of template.required.map((key) => Reflect.get(VALUES, key))) {
        assert.ok(html.includes(value), `${value} in HTML`)
        assert.ok(text.includes(value), `${value} in text`)
      }
      assert.match(html, /^<!doctype html>/u)
      assert.ok(html.includes(`<title>${subject}</title>`))
      assert.doesNotMatch(subject + text + html, /undefined|null|<%/u)
      assert.match(text, /^Hello Ann,\n\n/u)
    })

    it(`${name} names what is missing`, () => {
      const template = load(name)
      assert.deepEqual(missingValues(template, {}), template.required)
      assert.deepEqual(missingValues(template, VALUES), [])
    })
  }

  it("escape markup in HTML and leave it as it is in text", () => {
    const message = `<img src=x onerror="alert('1')">`
    const { text, html } = load("return_rejected").render({ ...VALUES, message })
    assert.ok(text.includes(message))
    assert.doesNotMatch(html, /<img/u)
    assert.ok(html.includes("&lt;img"))
  })

  it("run no code in a value", () => {
    const { text } = load("return_rejected").render({ ...VALUES, message: "<%= 6 * 7 %>" })
    assert.ok(text.includes("<%= 6 * 7 %>"))
  })

  it("let no value begin another header", () => {
    const { subject } = load("return_rejected").render({ ...VALUES, order_id: "1\r\nBcc: x@y.z" })
    assert.doesNotMatch(subject, /[\r\n]/u)
  })
})
