/** Where a line of one text is in another: for certain, or as a guess. */
import assert from "node:assert/strict"
import { createCodeText, findLine, guessLine } from "../../../../sdk/analyze/place/code-text.ts"

const source = [
  "const find = () => {",
  "  open()",
  "  commit()",
  "}",
  "const save = () => {",
  "  write(order, customer)",
  "  commit()",
  "}"
]
const at = (line: number, to: readonly string[]) => {
  const sought = { line, from: createCodeText(source) }
  const now = createCodeText(to)
  return { found: findLine(sought, now), guess: guessLine(sought, now) }
}

describe("finding a line in another text", () => {
  it("finds a line that is there once, with its function or alone", () => {
    assert.equal(at(5, ["// new", ...source]).found, 6)
    assert.equal(at(5, source.with(6, "  rollback()")).found, 5)
    assert.equal(at(4, [...source.slice(4), ...source.slice(0, 4)]).found, 0)
  })
  it("finds one of two like lines by the function around it, as long as that is unchanged", () => {
    assert.equal(at(6, [...source.slice(4), ...source.slice(0, 4)]).found, 2)
    assert.equal(at(6, source.toSpliced(2, 1)).found, 5)
    assert.equal(at(6, source.with(5, "  write(order)")).found, undefined)
    assert.equal(at(6, source.toSpliced(4, 1)).found, undefined)
  })
  it("is not sure of a line that now stands in another function, or twice", () => {
    assert.equal(at(5, source.with(4, "const other = () => {")).found, undefined)
    const twice = [...source, "  write(order, customer)"]
    assert.equal(at(5, twice).found, 5)
    assert.equal(at(5, twice.with(6, "  rollback()")).found, undefined)
  })
  it("guesses the line that reads alike, or says most of the same between the same neighbours", () => {
    assert.equal(at(5, source.with(4, "const other = () => {")).guess, 5)
    assert.equal(at(5, source.with(5, "  write(order, buyer)")).guess, 5)
    assert.equal(at(5, source.with(5, "  nothing()")).guess, undefined)
    assert.equal(at(5, []).guess, undefined)
  })
})
