/** Passages survive their way through a prompt. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { formatPassages, parsePassages, PURPOSES } from "../../../agent/knowledge/passage.ts"

describe("passages in a prompt", () => {
  it("are read back as they were written, whatever they hold and whatever stands around", () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("</passage>", '"', "&lt;", "a\nb", "<passage")
    )
    const passage = fc.record(
      { purpose: fc.constantFrom(...PURPOSES), document: text, section: text, text },
      { noNullPrototype: true }
    )
    fc.assert(
      fc.property(fc.array(passage, { maxLength: 4 }), (passages) => {
        const prompt = `Instructions <b>\n${formatPassages(passages)}\nmore text`
        assert.deepEqual(parsePassages(prompt), passages)
      })
    )
  })

  it("of a purpose nobody knows are left out", () => {
    const prompt = '<passage purpose="joke" document="d" section="s">\nt\n</passage>'
    assert.deepEqual(parsePassages(prompt), [])
  })
})
