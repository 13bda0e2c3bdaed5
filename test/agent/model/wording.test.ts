/** The rules model's English: made of the facts, explained by the passages. */
import assert from "node:assert/strict"
import type { Passage } from "../../../agent/knowledge/passage.ts"
import { generate } from "../../../agent/model/generation.ts"
import { type Entry, promptOf, says } from "./scene.ts"
import * as shop from "./shop.ts"

const known = [
  says("take back the boots of order 77893, too small"),
  shop.lookedUp("77893", shop.found(shop.BOOTS))
]
const denied = [...known, shop.decided("TIME_EXP")]

const passage = (purpose: Passage["purpose"], section: string, text: string): Passage => ({
  purpose,
  document: "any.md",
  section,
  text
})

const answerTo = (entries: readonly Entry[], ...passages: readonly Passage[]) =>
  generate(promptOf(entries, passages)).text

describe("the rules model's answers", () => {
  it("tells what an approved return gives: RMA, refund, label, tracking, where the e-mail went", () => {
    const done = [...known, shop.decided("APPROVED"), shop.rmaOpened, shop.labelled]
    const answer = answerTo([...done, shop.mailed])
    for (const fact of [
      "RMA-1-ABCD",
      "$129.99",
      "file:///labels/LAP1.svg",
      "LAP1",
      "john.doe@example.com"
    ]) {
      assert.ok(answer.includes(fact), fact)
    }
    assert.match(
      answerTo([...done, shop.mailFailed, shop.mailFailed]),
      /could not send it by e-mail/u
    )
  })

  it("names the restocking fee only where there is one", () => {
    const withFee = (fee: string): Entry => {
      const entry = shop.rmaOpened
      assert.ok("result" in entry && typeof entry.result === "object")
      return { ...entry, result: { ...entry.result, restocking_fee: fee } }
    }
    const answer = (fee: string) => {
      const entries = [...known, shop.decided("APPROVED"), withFee(fee), shop.labelled]
      return answerTo([...entries, shop.mailedWith({ restocking_fee: fee })])
    }
    assert.match(answer("75.00"), /less a restocking fee of \$75\.00/u)
    assert.doesNotMatch(answer("0.00"), /fee/u)
  })

  it("explains a denial by the sentence of the policy passages that fits it", () => {
    const policy = passage(
      "policy",
      "Windows",
      "Furniture can be returned within 7 days. General goods can be\nreturned within 30 days. Ask a person"
    )
    const answer = answerTo(denied, policy)
    assert.match(answer, /General goods can be returned within 30 days\./u)
    assert.doesNotMatch(answer, /Furniture|Ask a person/u)
    assert.match(answerTo(denied), /15 days ago.*outside the return window/u)
  })

  it("opens and closes with the lines of the template that was retrieved", () => {
    const template = passage(
      "template",
      "Scenario: return window expired",
      "Opening: We are truly sorry.\nClosing: Farewell."
    )
    const answer = answerTo(denied, template)
    assert.ok(answer.startsWith("We are truly sorry. ") && answer.endsWith(" Farewell."), answer)
    assert.doesNotMatch(answerTo(denied), /Farewell/u)
  })

  it("does not tell a customer that a return is reviewed for risk", () => {
    const reason = "Order 77893, Hiking Boots: return needs manual review"
    const entries = [...known, shop.decided("RISK_MANUAL"), shop.escalated(reason, "MEDIUM")]
    const answer = answerTo(entries)
    assert.match(answer, /TICKET-1-0001/u)
    assert.doesNotMatch(answer, /fraud|flag|risk|suspicio/iu)
  })

  it("states no amount and no number of days that no tool has given", () => {
    const results = JSON.stringify([...denied, shop.rmaOpened])
    const entries = [...known, shop.decided("APPROVED"), shop.rmaOpened, shop.labelled, shop.mailed]
    for (const said of [answerTo(denied), answerTo(entries)]) {
      for (const [figure] of said.matchAll(/\d+\.\d\d|\d+(?= days ago)/gu)) {
        assert.ok(results.includes(figure), figure)
      }
    }
  })
})
