/** Chunks of a document: small enough, complete, overlapping, cut where a reader would cut. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { chunkDocument, chunkText, sectionsOf } from "../../../agent/knowledge/chunking.ts"

const texts = fc
  .array(
    fc.oneof(
      fc.lorem({ maxCount: 12, mode: "sentences" }),
      fc.string({ maxLength: 40 }),
      fc.constantFrom("\n", "\n\n", ". ", " ", "x".repeat(130))
    ),
    { maxLength: 12 }
  )
  .map((parts) => parts.join(""))

const sizes = fc
  .record({ size: fc.integer({ min: 2, max: 120 }), share: fc.integer({ min: 0, max: 9 }) })
  .map(({ size, share }) => ({ size, overlap: Math.floor((size * share) / 10) }))

describe("chunking", () => {
  it("covers every text from start to end in chunks of at most the size", () => {
    fc.assert(
      fc.property(texts, sizes, (text, { size, overlap }) => {
        const chunks = chunkText(text, { size, overlap })
        let covered = 0
        for (const { start, end } of chunks) {
          assert.ok(end - start <= size, `${end - start} > ${size}`)
          assert.ok(start <= covered && covered - start <= overlap, "overlap")
          assert.ok(end > covered, "progress")
          covered = end
        }
        assert.equal(covered, text.length)
      })
    )
  })

  it("cuts between paragraphs, then lines, then sentences, then words", () => {
    const cut = (text: string) =>
      chunkText(text, { size: 20, overlap: 0 }).map(({ start, end }) => text.slice(start, end))
    assert.deepEqual(cut("one two three.\n\nfour five six."), [
      "one two three.\n\n",
      "four five six."
    ])
    assert.deepEqual(cut("one two three\nfour five six"), ["one two three\n", "four five six"])
    assert.deepEqual(cut("One two three. Four five six."), ["One two three. ", "Four five six."])
    assert.deepEqual(cut("one two three four five"), ["one two three four ", "five"])
    assert.deepEqual(cut("x".repeat(25)), ["x".repeat(20), "x".repeat(5)])
  })

  it("repeats the end of a chunk, from the start of a word, and says how much", () => {
    const [first, second] = chunkDocument("# T\n\none two three four five six seven", {
      size: 24,
      overlap: 10
    })
    assert.ok(first !== undefined && second !== undefined)
    const repeated = second.text.slice(0, second.overlap)
    assert.match(repeated, /^\S/u)
    assert.ok(repeated.trim() !== "" && first.text.endsWith(` ${repeated.trim()}`), repeated)
  })

  it("knows the heading of each chunk and never crosses one", () => {
    const markdown = "# Title\n\nIntro.\n\n## One\n\nFirst.\n\n## Empty\n\n## Two\nSecond.\n"
    assert.deepEqual(
      chunkDocument(markdown).map(({ section, text }) => [section, text]),
      [
        ["Title", "Intro."],
        ["One", "First."],
        ["Two", "Second."]
      ]
    )
    assert.equal(sectionsOf("").length, 0)
  })
})
