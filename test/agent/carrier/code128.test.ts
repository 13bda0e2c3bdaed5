/** The bar code: decoded again from its bars, as a scanner would. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { code128Values, code128Widths } from "../../../agent/carrier/code128.ts"

const ascii = fc
  .array(fc.integer({ min: 32, max: 126 }), { minLength: 1, maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes))

/** The widths of one symbol character, by value. */
const patternOf = (value: number): string => {
  const character = String.fromCharCode(value + 32)
  const widths = code128Widths(character)
  return (widths ?? []).slice(6, 12).join("")
}

describe("the bar code", () => {
  it("has the check value that the standard's example has", () => {
    // PJJ123C has 54 in set A; in set B, whose start is 104 and not 103, it is one more.
    assert.deepEqual(code128Values("PJJ123C"), [104, 48, 42, 42, 17, 18, 19, 35, 55, 106])
  })

  it("begins with the start of set B, and ends with the stop", () => {
    const widths = (code128Widths("A") ?? []).join("")
    assert.ok(widths.startsWith("211214"))
    assert.ok(widths.endsWith("2331112"))
    assert.equal(widths.slice(6, 12), "111323")
  })

  it("gives each character eleven modules, an even number of them in bars, and a pattern of its own", () => {
    const patterns = Array.from({ length: 95 }, (_, value) => patternOf(value))
    for (const pattern of patterns) {
      const widths = [...pattern].map(Number)
      const sum = (all: ReadonlyArray<number>) => all.reduce((total, width) => total + width, 0)
      assert.equal(sum(widths), 11)
      assert.equal(sum(widths.filter((_, index) => index % 2 === 0)) % 2, 0)
      assert.ok(widths.every((width) => width >= 1 && width <= 4))
    }
    assert.equal(new Set(patterns).size, 95)
  })

  it("is read back from its bars as the text it was made of, with a check that holds", () => {
    const values = new Map(Array.from({ length: 95 }, (_, value) => [patternOf(value), value]))
    fc.assert(
      fc.property(ascii, (text) => {
        const widths = (code128Widths(text) ?? []).join("")
        const data = widths.slice(6, -13).match(/.{6}/gu) ?? []
        const read = data.map((pattern) => values.get(pattern) ?? -1)
        assert.equal(String.fromCharCode(...read.map((value) => value + 32)), text)
        const check = read.reduce((sum, value, index) => sum + (index + 1) * value, 104) % 103
        assert.equal(code128Values(text)?.at(-2), check)
      })
    )
  })

  it("is not made of what it cannot hold", () => {
    assert.equal(code128Widths("Zürich"), undefined)
    assert.equal(code128Widths("a\nb"), undefined)
  })
})
