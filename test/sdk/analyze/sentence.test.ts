/** Sentences with their values apart, told in English and in another language. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { ENGLISH, type Language, say, sentence } from "../../../sdk/analyze/sentence.ts"

const OTHER: Readonly<Record<string, string>> = {
  "{0} took {1}, {2} lost": "{2} verloren, {1} von {0}",
  "{0} retries": "{0} Wiederholungen"
}
const other: Language = {
  translate: (english) => OTHER[english] ?? english,
  count: (count) => `${count} Stück`,
  duration: (ms) => `${ms} Millisekunden`,
  percent: (share) => `${share * 100} Prozent`,
  bytes: (bytes) => `${bytes} Byte`
}

describe("a sentence", () => {
  const told = sentence("{0} took {1}, {2} lost", "chat", sentence("{0} retries", 1200), { ms: 34 })

  it("is told in English", () => {
    assert.equal(say(told), "chat took 1,200 retries, 34.0 ms lost")
    assert.equal(say(sentence("{0} and {1}", { bytes: 2048 }, { share: 0.5 })), "2.00 KiB and 50 %")
  })

  it("is told in another language, its parts and figures too, in the order of that language", () => {
    assert.equal(say(told, other), "34 Millisekunden verloren, 1200 Stück Wiederholungen von chat")
    const figures = sentence("{0} {1}", { bytes: 2 }, { share: 0.5 })
    assert.equal(say(figures, other), "2 Byte 50 Prozent")
  })

  it("takes every text of a log as it is, whatever stands in it", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom("{0}", "{1}", "$&", "$1", "{0}{1}"),
        (text, sign) => {
          const name = text + sign
          assert.equal(say(sentence("<{0}|{1}>", name, name), ENGLISH), `<${name}|${name}>`)
        }
      )
    )
  })

  it("leaves a place without a value", () => {
    assert.equal(say(sentence("{0} of {1}", 3)), "3 of {1}")
  })
})
