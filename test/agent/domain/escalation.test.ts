/** The summary that a person gets. */
import assert from "node:assert/strict"
import type { LogMessage } from "../../../agent/domain/conversation.ts"
import { orderNumbers, summarize } from "../../../agent/domain/escalation.ts"

const say = (content: string): LogMessage => ({
  messageType: "user",
  content,
  metadata: {},
  createdAt: "2026-03-15T12:00:00.000Z"
})

const call = (
  tool_name: string,
  input: Record<string, unknown>,
  output: Record<string, unknown>
): LogMessage => ({
  messageType: "tool",
  content: tool_name,
  metadata: { tool_name, input, output },
  createdAt: "2026-03-15T12:00:01.000Z"
})

const returned: ReadonlyArray<LogMessage> = [
  say("I need to return the boots, order 77893."),
  call("GetOrderDetails", { order_id: "77893" }, { success: true }),
  call("CheckEligibility", { order_id: "77893" }, { success: true, reason_code: "APPROVED" }),
  call("CreateRMA", { order_id: "77893" }, { success: true, rma_number: "RMA-1-ABCD" })
]

describe("an escalation summary", () => {
  it("says what the customer said first and last", () => {
    const { issue } = summarize([...returned, say("They are shattered.")], "damage")
    assert.equal(issue, "I need to return the boots, order 77893. Latest: They are shattered.")
  })

  it("lists what the tools did, and what they refused", () => {
    const refused = call("CreateRMA", {}, { success: false, error: "DUPLICATE_RMA" })
    assert.deepEqual(summarize([...returned, refused], "x").actionsTaken, [
      "GetOrderDetails: done",
      "CheckEligibility: APPROVED",
      "CreateRMA: RMA-1-ABCD",
      "CreateRMA: refused (DUPLICATE_RMA)"
    ])
  })

  it("hears anger before thanks, and neither in a plain request", () => {
    const sentiment = (...said: ReadonlyArray<string>) => summarize(said.map(say), "x").sentiment
    assert.equal(sentiment("This is unacceptable, thanks for nothing"), "frustrated")
    assert.equal(sentiment("Thank you, that helps"), "positive")
    assert.equal(sentiment("I want to return a hat"), "neutral")
  })

  it("suggests what the last decision asks for", () => {
    const next = (reason_code: string) =>
      summarize([call("CheckEligibility", {}, { success: true, reason_code })], "x").nextStep
    assert.match(next("DAMAGED_MANUAL"), /photographs/u)
    assert.match(next("RISK_MANUAL"), /history/u)
    assert.match(summarize(returned, "x").nextStep, /RMA-1-ABCD/u)
    assert.match(summarize([], "x").nextStep, /Contact the customer/u)
  })

  it("cuts a long message and survives metadata of any form", () => {
    const odd: LogMessage = { ...say(""), messageType: "tool", metadata: { tool_name: 5 } }
    const { issue, actionsTaken } = summarize([say("word ".repeat(400)), odd], "x")
    assert.ok(issue.length <= 241 && issue.endsWith("…"))
    assert.deepEqual(actionsTaken, [])
  })

  it("knows the orders the tools were asked about, the latest last", () => {
    const more = [call("GetOrderDetails", { order_id: "10552" }, {}), ...returned]
    assert.deepEqual(orderNumbers(more), ["10552", "77893"])
  })
})
