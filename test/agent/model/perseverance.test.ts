/** Whatever the tools answer, the rules model comes to an end and does not repeat itself. */
import assert from "node:assert/strict"
import fc from "fast-check"
import type { ToolRequest } from "../../../agent/model/outcomes.ts"
import { called, type Entry, planFor, says } from "./scene.ts"
import * as shop from "./shop.ts"

const MESSAGES = [
  "return order 77893, boots too small",
  "return 77893 and 90123",
  "I lost my receipt, john.doe@example.com",
  "the boots of 77893 are broken, please hurry",
  "order 99999 or john.doe@example.com",
  "let me talk to a person",
  "where is 77893?",
  "return 25004 please",
  "hello"
]

const ERRORS = [
  "DATA_ERR",
  "DATABASE_ERR",
  "CARRIER_ERR",
  "MAIL_ERR",
  "INTERNAL_ERR",
  "NOT_ELIGIBLE"
]
const CODES = ["APPROVED", "DATA_ERR", "DAMAGED_MANUAL", "RISK_MANUAL", "ITEM_EXCL", "TIME_EXP"]
const MOST_ITERATIONS = 15

/** One number a call decides what the tool answers: a failure, or one of its successes. */
const answerTo = ({ name, params }: ToolRequest, luck: number): unknown => {
  if (luck % 3 === 0) return shop.failed(ERRORS[luck % ERRORS.length] ?? "DATA_ERR")
  const like = (entry: Entry) => ("result" in entry ? entry.result : undefined)
  switch (name) {
    case "GetOrderDetails": {
      const orders = [shop.BOOTS, shop.TOASTER, shop.SEVERAL]
      const wanted = orders.filter(({ order_id }) => order_id === params.order_id)
      return shop.found(...(typeof params.email === "string" ? orders.slice(luck % 3) : wanted))
    }
    case "CheckEligibility":
      return like(shop.decided(CODES[luck % CODES.length] ?? "APPROVED"))
    case "CreateRMA":
      return like(shop.rmaOpened)
    case "GenerateReturnLabel":
      return like(shop.labelled)
    case "SendEmail":
      return like(shop.mailed)
    case "EscalateToHuman":
      return like(shop.escalated(params.reason, params.priority))
  }
}

/** Runs one turn against the imagined tools; answers the calls that were made. */
const turn = (entries: Entry[], luck: () => number): ToolRequest[] => {
  const made: ToolRequest[] = []
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration += 1) {
    const plan = planFor(...entries)
    if (plan._tag === "Answer") {
      assert.ok(plan.replies.length > 0)
      return made
    }
    for (const call of plan.calls) {
      made.push(call)
      entries.push(called(call.name, call.params, answerTo(call, luck())))
    }
  }
  return assert.fail(`no answer after ${made.map(({ name }) => name).join(", ")}`)
}

describe("the rules model among unreliable tools", () => {
  it("answers every message within the loop's iterations, and makes no call three times", () => {
    const said = fc.array(fc.constantFrom(...MESSAGES), { minLength: 1, maxLength: 3 })
    const lucks = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(said, lucks, (messages, numbers) => {
        let next = 0
        const luck = () => numbers[next++ % numbers.length] ?? 0
        const entries: Entry[] = []
        const calls: string[] = []
        for (const message of messages) {
          entries.push(says(message))
          calls.push(...turn(entries, luck).map((call) => JSON.stringify(call)))
        }
        for (const call of calls) {
          assert.ok(calls.filter((other) => other === call).length <= 2, call)
        }
      }),
      { numRuns: 150 }
    )
  })

  it("never repeats a call that succeeded", () => {
    fc.assert(
      fc.property(fc.constantFrom(...MESSAGES), fc.nat(1000), (message, number) => {
        // Luck that no failure is drawn from.
        const luck = () => (number % 3 === 0 ? number + 1 : number)
        const calls = turn([says(message)], luck).map((call) => JSON.stringify(call))
        assert.deepEqual(calls, [...new Set(calls)])
      })
    )
  })
})
