/** A model's text as a customer may read it. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { answerText, APOLOGY } from "../../../agent/turn/formatting.ts"

const EXAMPLES: ReadonlyArray<readonly [string, string]> = [
  ["  Hello.  \n", "Hello."],
  ["<think>plan</think>Hello.", "Hello."],
  ["<thinking>\nplan\n</thinking>\n\nHello.", "Hello."],
  ["Hello.<reasoning>why</reasoning> Bye.", "Hello. Bye."],
  ["plan\n</think>\nHello.", "Hello."],
  ["Hello.<think>and then", "Hello."],
  ["<THINK>a</THINK><scratchpad>b</scratchpad>Hello.", "Hello."],
  ["One.\n\n\n\nTwo.  \nThree.", "One.\n\nTwo.\nThree."],
  ["I <b>think</b> so.", "I <b>think</b> so."],
  ["", APOLOGY],
  [" \n\t", APOLOGY],
  ["<think>only that</think>", APOLOGY]
]

describe("formatting an answer", () => {
  for (const [text, answer] of EXAMPLES) {
    it(`makes ${JSON.stringify(answer.slice(0, 30))} of ${JSON.stringify(text)}`, () =>
      assert.equal(answerText(text), answer))
  }

  it("always gives a trimmed text without thinking, and gives the same when it is applied again", () => {
    const pieces = fc.constantFrom(
      "<think>",
      "</think>",
      "a b",
      "\n\n\n",
      " ",
      "<thought>",
      ".",
      "</thought>"
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const answer = answerText(parts.join(""))
        assert.ok(answer !== "" && answer === answer.trim())
        assert.doesNotMatch(answer, /<\/?th(?:ink|ought)>/u)
        assert.equal(answerText(answer), answer)
      })
    )
  })
})
