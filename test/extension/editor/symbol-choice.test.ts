/** Which symbol of a document a log's function name means. */
import assert from "node:assert/strict"
import { functionLine, type NamedSymbol } from "../../../extension/editor/symbol-choice.ts"

const symbol = (name: string, line: number, ...children: readonly NamedSymbol[]): NamedSymbol => ({
  name,
  line,
  children
})
const symbols = [
  symbol("Agent", 1, symbol("run", 3), symbol("stop()", 9)),
  symbol("Worker", 20, symbol("run", 22)),
  symbol("main", 40)
]

describe("the symbol of a function", () => {
  it("is told by the class around it", () => {
    assert.equal(functionLine(symbols, "Agent.run"), 3)
    assert.equal(functionLine(symbols, "module.Worker.run"), 22)
  })
  it("is the only one of its name, and none where there are two", () => {
    assert.equal(functionLine(symbols, "main"), 40)
    assert.equal(functionLine(symbols, "stop"), 9)
    assert.equal(functionLine(symbols, "run"), undefined)
    assert.equal(functionLine(symbols, "Other.run"), undefined)
    assert.equal(functionLine([], "main"), undefined)
  })
})
