/** Text from a log loses every meaning the editor could read into it. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { inert } from "../../../extension/editor/inert-text.ts"

/** What VS Code turns into an icon, a link or a command, wherever it does so. */
const live = [
  /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/,
  /\]\(/,
  /:\/\//,
  /\bwww\./i,
  /@\w/,
  /\p{Cc}/u,
  /[\u202a-\u202e\u2066-\u2069]/
]

describe("inert text", () => {
  it("leaves ordinary names alone", () => {
    for (const name of ["execute_tool CheckEligibility", "SELECT * FROM orders", "größe 42 %"]) {
      assert.equal(inert(name), name)
    }
  })

  it("disarms icons, links, addresses and control characters, wherever they stand", () => {
    const piece = fc.constantFrom(
      "$(alert)",
      "[a](command:x)",
      "https://evil.example",
      "www.evil.example",
      "WWW.x",
      "a@b.example",
      "\u001b[31m",
      "\u202e",
      "\n",
      "\u0000",
      "x",
      " ",
      "$",
      "(",
      "]",
      ":"
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = inert(pieces.join(""))
        for (const pattern of live) assert.doesNotMatch(text, pattern)
      })
    )
  })

  it("cuts what is too long, never through a character of two halves", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 40 }),
        fc.integer({ min: 2, max: 20 }),
        (text, max) => {
          assert.equal(
            inert(`${"a".repeat(max)}${text}`, max),
            text === "" ? "a".repeat(max) : `${"a".repeat(max - 1)}…`
          )
        }
      )
    )
    assert.equal(inert("ab😀cd", 4), "ab…")
  })
})
