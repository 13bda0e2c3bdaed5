/** Text from a log cannot steer a terminal or turn a line around. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { printable } from "../../../sdk/analyze/printable.ts"

const check = (sentence: string, text: string, expected: string) => {
  it(sentence, () => {
    assert.equal(printable(text), expected)
  })
}

describe("printable", () => {
  check("shows escape sequences as marks", "\x1b[31mred\x07", "␛[31mred␇")
  check("shows C1 controls as marks", "a\u009bb\u0085", "a‹U+009B›b‹U+0085›")
  check("shows bidirectional overrides as marks", "a\u202Eb\u2066c", "a‹U+202E›b‹U+2066›c")
  check("shows line breaks and tabs as marks", "a\r\n\tb\u2028c", "a␍␊␉b‹U+2028›c")
  check(
    "shows invisible characters as marks",
    "a\u200Bb\uFEFFc\u{E0041}",
    "a‹U+200B›b‹U+FEFF›c‹U+E0041›"
  )
  check("shows lone surrogates as marks", "a\uD800b", "a‹U+D800›b")
  check(
    "leaves words of every script and emoji alone",
    "Größe 注文 طلب 👩‍👧 µs",
    "Größe 注文 طلب 👩‍👧 µs"
  )

  it("leaves no control or format character in any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.doesNotMatch(printable(text), /(?!\u200D)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      })
    )
  })
})
