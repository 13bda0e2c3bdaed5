/** A line number carried through edits stays on the text it stood on. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { shiftLine, type TextEdit } from "../../../../sdk/analyze/place/edit.ts"
import { applyEdit } from "./apply-edit.ts"

const lines = fc.array(fc.constantFrom("", "  a", "b c", "    { d", "e()"), {
  minLength: 1,
  maxLength: 8
})

/** A text of which one line holds the marker, and an edit of it. */
const scenario = fc
  .record({
    lines,
    at: fc.nat(),
    from: fc.nat(),
    to: fc.nat(),
    text: fc.constantFrom("", "x", "\n", "y\nz", "\n\n  ")
  })
  .map((s) => {
    const at = s.at % s.lines.length
    const text = s.lines.map((line, index) =>
      index === at ? `${line.slice(0, 2)}MARK${line}` : line
    )
    const flat = text.join("\n").length + 1
    const [start, end] = [s.from % flat, s.to % flat].toSorted((a, b) => a - b)
    const position = (offset: number) => {
      const before = text.join("\n").slice(0, offset).split("\n")
      return { line: before.length - 1, character: (before.at(-1) ?? "").length }
    }
    const [a, b] = [position(start ?? 0), position(end ?? 0)]
    const edit = {
      startLine: a.line,
      startCharacter: a.character,
      endLine: b.line,
      endCharacter: b.character,
      text: s.text
    }
    return { text, at, edit }
  })

describe("carrying a line through an edit", () => {
  it("finds the marked line wherever the edit left its beginning", () => {
    fc.assert(
      fc.property(scenario, ({ text, at, edit }) => {
        const shifted = shiftLine(at, text[at] ?? "", edit)
        const after = applyEdit(text, edit)
        const marked = after.findIndex((line) => line.includes("MARK"))
        if (shifted !== undefined && marked !== -1 && startsWithContent(text[at] ?? "")) {
          assert.equal(shifted, marked)
        }
        if (shifted === undefined) assert.ok(touchesContent(text[at] ?? "", at, edit))
      }),
      { numRuns: 2_000 }
    )
  })

  it("loses a line only with its content", () => {
    const edit = { startLine: 0, startCharacter: 0, endLine: 2, endCharacter: 0, text: "" }
    assert.equal(shiftLine(1, "gone", edit), undefined)
    assert.equal(shiftLine(2, "kept", edit), 0)
  })
})

/**
 * The marker is the first content of its line, so the line's beginning and the marker go together.
 */
const startsWithContent = (line: string): boolean => line.trimStart().startsWith("MARK")

const touchesContent = (line: string, at: number, edit: TextEdit): boolean => {
  const content = line.length - line.trimStart().length
  const reaches = edit.endLine > at || (edit.endLine === at && edit.endCharacter > content)
  return edit.startLine <= at && reaches
}
