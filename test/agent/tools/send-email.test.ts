/** SendEmail: what reaches the customer, and who cannot be written to. */
import assert from "node:assert/strict"
import { Effect, Layer, References } from "effect"
import { messagesOf } from "../../../agent/database/conversation-log.ts"
import { Mail, MailError } from "../../../agent/mail/mail.ts"
import { CurrentSession } from "../../../agent/tools/correlation.ts"
import { delivered, onEachDriver } from "../workshop.ts"
import { call, pick } from "./answers.ts"

const APPROVED = {
  customer_email: "john.doe@example.com",
  template_name: "return_approved",
  context: { rma_number: "RMA-1-ABCD", order_id: "77893", refund_amount: "129.99" }
}

onEachDriver("SendEmail", (workshop) => {
  it("delivers a message to the customer, with a text and an HTML form", async () => {
    const answer = await workshop().run(call("SendEmail", APPROVED))
    assert.equal(answer["success"], true, JSON.stringify(answer))
    const [message, ...others] = delivered(workshop().folder)
    assert.equal(others.length, 0)
    assert.match(message ?? "", /^To: john\.doe@example\.com$/mu)
    assert.match(message ?? "", /^Subject: Your return RMA-1-ABCD is approved$/mu)
    assert.match(message ?? "", /Hello John,/u)
    assert.match(message ?? "", /\$129\.99/u)
    assert.match(message ?? "", /^Content-Type: text\/html/mu)
    assert.ok((message ?? "").includes(String(answer["message_id"])))
  })

  for (const [template_name, context] of [
    ["return_rejected", { order_id: "45110", message: "The window has passed." }],
    [
      "label_ready",
      { rma_number: "RMA-1-ABCD", tracking_number: "LAP1", label_url: "file:///l.svg" }
    ]
  ] as const) {
    it(`knows the template ${template_name}`, async () => {
      const input = { ...APPROVED, template_name, context }
      assert.equal((await workshop().run(call("SendEmail", input)))["success"], true)
      const [message = ""] = delivered(workshop().folder)
      for (const value of Object.values(context)) assert.ok(message.includes(value), value)
    })
  }

  for (const [name, change] of [
    ["an address of no customer", { customer_email: "thief@evil.example" }],
    ["two addresses", { customer_email: "john.doe@example.com, thief@evil.example" }],
    ["an unknown template", { template_name: "lottery_won" }],
    ["a value that is missing", { context: { order_id: "77893" } }],
    ["a value that is empty", { context: { ...APPROVED.context, refund_amount: "" } }],
    ["a value that is no text", { context: { ...APPROVED.context, refund_amount: {} } }]
  ] as const) {
    it(`refuses ${name} with DATA_ERR and sends nothing`, async () => {
      const answer = await workshop().run(call("SendEmail", { ...APPROVED, ...change }))
      assert.deepEqual(pick(answer, ["success", "error"]), { success: false, error: "DATA_ERR" })
      assert.deepEqual(delivered(workshop().folder), [])
    })
  }

  it("logs the message in the session without its text", async () => {
    const [message] = await workshop().run(
      Effect.andThen(call("SendEmail", APPROVED), messagesOf("s-1")).pipe(
        Effect.provideService(CurrentSession, "s-1")
      )
    )
    assert.equal(message?.messageType, "system")
    assert.equal(message?.metadata["template_name"], "return_approved")
    assert.doesNotMatch(JSON.stringify(message), /john|129/iu)
  })

  it("answers MAIL_ERR when the transport fails", async () => {
    const failing = Layer.succeed(Mail, {
      send: () => Effect.fail(new MailError({ reason: "unreachable", code: "ECONNREFUSED" }))
    })
    const answer = await workshop().run(call("SendEmail", APPROVED), { mail: failing })
    assert.deepEqual(pick(answer, ["success", "error"]), { success: false, error: "MAIL_ERR" })
  })

  it("answers INTERNAL_ERR when a part of it has a defect", async () => {
    const broken = Layer.succeed(Mail, { send: () => Effect.die(new TypeError("a bug")) })
    const silent = Effect.provideService(
      call("SendEmail", APPROVED),
      References.MinimumLogLevel,
      "None"
    )
    const answer = await workshop().run(silent, { mail: broken })
    assert.deepEqual(pick(answer, ["success", "error"]), { success: false, error: "INTERNAL_ERR" })
    assert.doesNotMatch(String(answer["message"]), /a bug/u)
  })

  it("spans its steps", async () => {
    const { lines } = await workshop().record(call("SendEmail", APPROVED))
    assert.deepEqual(
      lines.filter((line) => line.tool_name === "SendEmail").map((line) => line.step),
      [
        "recipient_lookup",
        "template_loading",
        "template_rendering",
        "email_delivery",
        "email_logging",
        "total"
      ]
    )
  })
})
