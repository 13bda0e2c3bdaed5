/** Which knowledge a model call is given, by what has happened in the turn. */
import assert from "node:assert/strict"
import { outcomeOf } from "../../../agent/model/outcomes.ts"
import { needsOf } from "../../../agent/turn/needs.ts"
import type { Entry } from "../model/scene.ts"
import * as shop from "../model/shop.ts"

const needs = (message: string, ...entries: readonly Entry[]): string => {
  const outcomes = entries.flatMap((entry) => {
    const outcome =
      "calls" in entry ? outcomeOf(entry.calls, 0, entry.params, entry.result) : undefined
    return outcome === undefined ? [] : [outcome]
  })
  return needsOf(message, outcomes)
    .map((need) => {
      switch (need._tag) {
        case "Exception":
          return `exception(${need.type})`
        case "Policy":
          return `policy(${need.reasonCode})`
        case "Template":
          return `template(${need.scenario})`
      }
    })
    .join(" ")
}

const found = shop.lookedUp("77893", shop.found(shop.BOOTS))

const CASES: ReadonlyArray<readonly [string, string, string, readonly Entry[]]> = [
  ["a message", "hi", "exception(hi)", []],
  [
    "a policy question",
    "your policy?",
    "exception(your policy?) policy(TIME_EXP) policy(APPROVED)",
    []
  ],
  ["a found order", "hi", "exception(hi)", [found]],
  [
    "an unknown order",
    "hi",
    "exception(hi) template(order not found)",
    [shop.lookedUp("1", shop.failed("DATA_ERR"))]
  ],
  [
    "orders found by e-mail",
    "hi",
    "exception(hi) template(lost receipt)",
    [shop.lookedUpByEmail("a@example.com", shop.found(shop.BOOTS, shop.TOASTER))]
  ],
  [
    "a denial",
    "hi",
    "exception(hi) policy(TIME_EXP) template(return window expired)",
    [found, shop.decided("TIME_EXP")]
  ],
  [
    "a label",
    "hi",
    "exception(hi) policy(APPROVED) template(return approved)",
    [found, shop.decided("APPROVED"), shop.rmaOpened, shop.labelled]
  ],
  [
    "a ticket after a review",
    "hi",
    "exception(hi) policy(RISK_MANUAL) template(manual review)",
    [found, shop.decided("RISK_MANUAL"), shop.escalated("x", "MEDIUM")]
  ],
  [
    "a ticket for a person",
    "hi",
    "exception(hi) template(escalation to a person)",
    [shop.escalated("x", "MEDIUM")]
  ]
]

describe("the knowledge needed", () => {
  for (const [state, message, expected, entries] of CASES) {
    it(`after ${state} is ${expected}`, () => assert.equal(needs(message, ...entries), expected))
  }
})
