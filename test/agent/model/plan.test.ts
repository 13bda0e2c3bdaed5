/** What the rules model does next, by the state of the conversation. */
import assert from "node:assert/strict"
import { answers, called, type Entry, planFor, planLine, says, SESSION } from "./scene.ts"
import * as shop from "./shop.ts"

const { BOOTS, TOASTER, SEVERAL } = shop

const wish = says("Please take back the boots of order 77893, they are too small")
const known = [wish, shop.lookedUp("77893", shop.found(BOOTS))]
const approved = [...known, shop.decided("APPROVED")]
const withRma = [...approved, shop.rmaOpened]
const withLabel = [...withRma, shop.labelled]
const done = [...withLabel, shop.mailed, answers("Your return is approved.")]

const mail = "john.doe@example.com"
const byEmail = [
  says(`No receipt. I am ${mail} and want to return a toaster.`),
  shop.lookedUpByEmail(mail, shop.found(BOOTS, TOASTER))
]

const STATES: ReadonlyArray<readonly [state: string, next: string, entries: readonly Entry[]]> = [
  ["nothing but a greeting", "=Greeting", [says("Hello!")]],
  ["a return without an order", "=AskOrder", [says("I want to return something")]],
  ["an order number", "GetOrderDetails", [wish]],
  ["two order numbers", "GetOrderDetails+GetOrderDetails", [says("return 77893 and 90123")]],
  ["an e-mail address", "GetOrderDetails", [says(`return a toaster, ${mail}`)]],
  ["an unknown number", "=UnknownOrder", [wish, shop.lookedUp("77893", shop.failed("DATA_ERR"))]],
  [
    "an unknown number beside an address",
    "GetOrderDetails",
    [
      says(`return order 99999, or look under ${mail}`),
      shop.lookedUp("99999", shop.failed("DATA_ERR"))
    ]
  ],
  ["several orders by e-mail", "=ChooseOrder", byEmail],
  ["the choice by product", "CheckEligibility", [...byEmail, answers("?"), says("the toaster")]],
  ["the choice by number", "CheckEligibility", [...byEmail, answers("?"), says("90123")]],
  ["the choice by place", "CheckEligibility", [...byEmail, answers("?"), says("the second one")]],
  ["the choice by a yes", "CheckEligibility", [...byEmail, answers("?"), says("yes please")]],
  ["no choice", "=ChooseOrder", [...byEmail, answers("?"), says("hm, let me think")]],
  [
    "one order by e-mail",
    "CheckEligibility",
    [says(`return, ${mail}`), shop.lookedUpByEmail(mail, shop.found(TOASTER))]
  ],
  [
    "no orders by e-mail",
    "=UnknownEmail",
    [says(`return, ${mail}`), shop.lookedUpByEmail(mail, shop.found())]
  ],
  ["a known order", "CheckEligibility", known],
  [
    "several items and none named",
    "=ChooseItems",
    [says("return 25004"), shop.lookedUp("25004", shop.found(SEVERAL))]
  ],
  [
    "several items and all meant",
    "CheckEligibility",
    [says("return everything of 25004"), shop.lookedUp("25004", shop.found(SEVERAL))]
  ],
  ["an approval", "CreateRMA", approved],
  ["an RMA", "GenerateReturnLabel", withRma],
  ["a label", "SendEmail", withLabel],
  ["the e-mail", "=Approved", [...withLabel, shop.mailed]],
  ["an expired window", "=Denied", [...known, shop.decided("TIME_EXP")]],
  ["an excluded item", "=Denied", [...known, shop.decided("ITEM_EXCL")]],
  ["a manual review", "EscalateToHuman", [...known, shop.decided("RISK_MANUAL")]],
  ["a second RMA for the item", "=AlreadyOpen", [...approved, shop.rmaRefused("DUPLICATE_RMA")]],
  [
    "an approval that is not carried out",
    "EscalateToHuman",
    [...approved, shop.rmaRefused("NOT_ELIGIBLE")]
  ],
  ["damage after the RMA", "EscalateToHuman", [...done, says("Actually they are shattered")]],
  ["haste after the RMA", "EscalateToHuman", [...done, says("Can you expedite this?")]],
  ["thanks at the end", "=Thanks", [...done, says("Thank you so much")]],
  ["a question at the end", "=Underway", [...done, says("When will I get my money?")]],
  ["a question about an order", "GetOrderDetails", [says("Where is my order 77893?")]],
  [
    "only a question",
    "=OrderInfo",
    [says("Where is my order 77893?"), shop.lookedUp("77893", shop.found(BOOTS))]
  ],
  ["a policy question", "=Policy", [says("What is your return policy?")]],
  ["a wish for a person", "EscalateToHuman", [says("Let me talk to a human")]],
  [
    "protest after a denial",
    "EscalateToHuman",
    [...known, shop.decided("TIME_EXP"), answers("No."), says("That is unfair!")]
  ],
  [
    "a transient failure",
    "GetOrderDetails",
    [wish, shop.lookedUp("77893", shop.failed("DATABASE_ERR"))]
  ],
  ["a label that failed once", "GenerateReturnLabel", [...withRma, shop.labelFailed]],
  [
    "a label that failed twice",
    "EscalateToHuman",
    [...withRma, shop.labelFailed, shop.labelFailed]
  ],
  ["an e-mail that failed once", "SendEmail", [...withLabel, shop.mailFailed]],
  ["an e-mail that failed twice", "=Approved", [...withLabel, shop.mailFailed, shop.mailFailed]],
  [
    "a look-up that failed twice",
    "EscalateToHuman",
    [wish, ...[1, 2].map(() => shop.lookedUp("77893", shop.failed("DATABASE_ERR")))]
  ],
  ["an answer that is no answer", "GetOrderDetails", [wish, shop.lookedUp("77893", "garbage")]]
]

describe("the rules model's next step", () => {
  for (const [state, next, entries] of STATES) {
    it(`after ${state} is ${next}`, () => assert.equal(planLine(...entries), next))
  }

  it("looks up by exactly one of number and e-mail", () => {
    const plan = planFor(says(`order 77893, ${mail}`))
    assert.deepEqual(plan, {
      _tag: "Call",
      calls: [{ name: "GetOrderDetails", params: { order_id: "77893" } }]
    })
  })

  it("tells the eligibility check the item and the reason, not the customer's sentence", () => {
    const plan = planFor(...known)
    const params = { order_id: "77893", item_ids: [1], return_reason: "Too small" }
    assert.deepEqual(plan, { _tag: "Call", calls: [{ name: "CheckEligibility", params }] })
  })

  it("returns the items that are named, and only those", () => {
    const plan = planFor(
      says("return the lamp and the shoes of 25004"),
      shop.lookedUp("25004", shop.found(SEVERAL))
    )
    const params = { order_id: "25004", item_ids: [10, 12], return_reason: "No reason given" }
    assert.deepEqual(plan, { _tag: "Call", calls: [{ name: "CheckEligibility", params }] })
  })

  it("escalates damage that comes up later with high priority and both reasons", () => {
    const plan = planFor(...done, says("They are torn, please hurry"))
    assert.ok(plan._tag === "Call")
    const [call] = plan.calls
    assert.ok(call?.name === "EscalateToHuman")
    assert.equal(call.params.priority, "HIGH")
    assert.equal(call.params.session_id, SESSION)
    assert.match(call.params.reason, /RMA-1-ABCD.*torn.*expedited/u)
  })

  it("answers with the ticket once it is there, and opens no second one for the same reason", () => {
    const torn = says("They are torn")
    const plan = planFor(...done, torn)
    assert.ok(plan._tag === "Call" && plan.calls[0]?.name === "EscalateToHuman")
    const { reason } = plan.calls[0].params
    assert.equal(planLine(...done, torn, shop.escalated(reason, "HIGH", "RMA-1-ABCD")), "=Passed")
  })

  it("checks again when damage is reported after a denial", () => {
    const entries = [...known, shop.decided("TIME_EXP"), answers("No."), says("But it is broken")]
    assert.equal(planLine(...entries), "CheckEligibility")
  })

  it("says it is in trouble when not even a ticket can be opened", () => {
    const ticket = {
      session_id: SESSION,
      reason: "The customer asks for a person",
      priority: "MEDIUM"
    }
    const refused = called("EscalateToHuman", ticket, shop.failed("DATABASE_ERR"))
    assert.equal(planLine(says("a human please"), refused, refused), "=Trouble")
  })

  it("plans the same from the same conversation", () => {
    assert.deepEqual(planFor(...withRma), planFor(...withRma))
  })
})
