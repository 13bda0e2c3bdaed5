/** Which lines belong to a line, which heads it stands under, and when two blocks say the same. */
import assert from "node:assert/strict"
import { blockLines, blockText, headLines } from "../../../../sdk/analyze/place/block.ts"

const lines = (text: string): readonly string[] => text.split("\n")
/** Block of the line marked `>`, and its heads, as line numbers from 1. */
const at = (text: string) => {
  const marked = lines(text)
  const line = marked.findIndex((each) => each.startsWith(">"))
  const plain = marked.map((each) => each.slice(1))
  const from1 = (all: readonly number[]) => all.map((each) => each + 1)
  return { block: from1(blockLines(plain, line)), heads: from1(headLines(plain, line)) }
}

describe("a block", () => {
  it("is a line, what is indented under it, and the bracket that closes it", () => {
    assert.deepEqual(at(">run(() => {\n   a()\n\n   b()\n })\n next()").block, [1, 2, 4, 5])
  })
  it("goes on behind a head of several lines", () => {
    assert.deepEqual(at(">run((\n   a\n ) => {\n   b()\n })\n next()").block, [1, 2, 3, 4, 5])
    assert.deepEqual(at(">run()\n {\n   b()\n }\n next()").block, [1, 2, 3, 4])
  })
  it("of a decorator holds its function", () => {
    const text =
      '>@timed(\n     "x"\n )\n @other\n def f(\n     a\n ) -> None:\n     return a\n g()'
    assert.deepEqual(at(text).block, [1, 2, 3, 4, 5, 6, 7, 8])
    assert.deepEqual(at(">@timed\n def f():\n     return a\n def g():\n     pass").block, [1, 2, 3])
  })
  it("stands under the heads above it, each told by its first line", () => {
    assert.deepEqual(
      at(" class A:\n     def f(\n         self\n     ):\n>        x()").heads,
      [2, 1]
    )
    assert.deepEqual(at(" if (a) {\n   b()\n } else {\n>  c()").heads, [1])
    assert.deepEqual(at(" f(\n   a\n )\n g()\n // note\n>  .h()").heads, [4])
  })
  it("does not mistake the end of another statement for the beginning of its own", () => {
    assert.deepEqual(at(" f(() => {\n   a()\n })\n ): b => {\n>  c()").heads, [4])
  })
})

describe("the text of a block", () => {
  const text = (code: string) => blockText(lines(code), [...lines(code).keys()])
  it("does not tell layout", () => {
    assert.equal(text("run(() => {\n  a()\n})"), text("run(() =>   {\n\t\ta()\n})"))
  })
  it("tells the levels where they have a meaning", () => {
    const deep = "if a:\n  b()\n  c()"
    assert.equal(text(deep), text("if a:\n\tb()\n\tc()"))
    assert.notEqual(text(deep), text("if a:\n  b()\nc()"))
  })
})
