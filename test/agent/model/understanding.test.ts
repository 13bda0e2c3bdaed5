/** What the rules model reads out of a message. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { understand } from "../../../agent/model/language/understanding.ts"

const check = (message: string, expected: Partial<Record<string, unknown>>) => {
  const { words: _words, intents, ...read } = understand(message)
  const found: Record<string, unknown> = { ...read, intents: [...intents] }
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(found[key], value, key)
}

describe("understanding a message", () => {
  const ORDERS: ReadonlyArray<readonly [string, readonly string[]]> = [
    ["order #77893", ["77893"]],
    ["Order number: 77893.", ["77893"]],
    ["ordr no. 77893", ["77893"]],
    ["it's 77893", ["77893"]],
    ["#77893, #90123 and 77893 again", ["77893", "90123"]],
    ["order number is 4711", ["4711"]],
    ["I paid $129.99 on 2025-10-12, call 555-12345", []],
    ["$12345 and 12345.67 are amounts", []],
    ["RMA-1735689600-ABCD", []],
    ["mail a12345@example.com", []]
  ]
  for (const [message, orderNumbers] of ORDERS) {
    it(`finds ${orderNumbers.join(" and ") || "no order"} in "${message}"`, () =>
      check(message, { orderNumbers }))
  }

  it("finds an e-mail address in any case and at the end of a sentence", () => {
    check("I am John.Doe@Example.COM.", { email: "john.doe@example.com" })
  })

  const REASONS: ReadonlyArray<readonly [string, string | undefined]> = [
    ["they are just too small", "Too small"],
    ["the coat is huge on me", "Too big"],
    ["it doesn't fit", "Does not fit"],
    ["you sent the wrong colour", "Wrong item received"],
    ["I changed my mind", "No longer wanted"],
    ["I don't need it", "No longer wanted"],
    ["take it back", undefined]
  ]
  for (const [message, reason] of REASONS) {
    it(`takes "${reason ?? "no reason"}" from "${message}"`, () => check(message, { reason }))
  }

  const INTENTS: ReadonlyArray<readonly [string, readonly string[]]> = [
    ["can you take this back?", ["return"]],
    ["retrun pls", ["return"]],
    ["I think so", []],
    ["get me your manager", ["human"]],
    ["please hurry", ["expedite"]],
    ["thanks a lot", ["thanks"]],
    ["when will it arrive", ["status"]]
  ]
  for (const [message, intents] of INTENTS) {
    it(`hears ${intents.join(", ") || "no intent"} in "${message}"`, () =>
      check(message, { intents }))
  }

  it("hears that the receipt is lost, and not that it is there", () => {
    check("I can't find the receipt", { lostReceipt: true })
    check("I have the receipt", { lostReceipt: false })
  })

  it("takes a place in a list only where one is pointed to", () => {
    check("the second one", { ordinal: 1 })
    check("2", { ordinal: 1 })
    check("the last one please", { ordinal: -1 })
    check("I bought it last summer with my first salary", { ordinal: undefined })
  })

  it("takes any text without failing, and says the same of it twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (message) => {
        assert.deepEqual(understand(message), understand(message))
      })
    )
  })

  it("understands a long word with two neighbours swapped", () => {
    const words = ["defective", "shattered", "damaged", "broken"]
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.nat(10), (word, place) => {
        const at = 1 + (place % (word.length - 2))
        const swapped =
          word.slice(0, at) + (word[at + 1] ?? "") + (word[at] ?? "") + word.slice(at + 2)
        assert.notEqual(understand(`it is ${swapped}`).damage, undefined, swapped)
      })
    )
  })
})
