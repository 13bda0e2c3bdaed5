/** A site stays on its line while the text around it changes, or says that it is not sure. */
import assert from "node:assert/strict"
import fc from "fast-check"
import {
  carryAnchor,
  dropAnchor,
  refindAnchor,
  stateOf,
  type Anchor,
  type AnchorQuery
} from "../../../../sdk/analyze/place/anchor.ts"
import type { TextEdit } from "../../../../sdk/analyze/place/edit.ts"
import { applyEdit } from "./apply-edit.ts"

const source = [
  'import { Lap } from "lapline"',
  "",
  'const fraudCheck = Lap.step("fraud_check")(function* (id: string) {',
  "  const flag = yield* flagOf(id)",
  "  return flag",
  "})",
  "",
  'export const eligible = Lap.tool("CheckEligibility")(function* (id: string) {',
  "  yield* fraudCheck(id)",
  "  return yield* sql`SELECT 1`",
  "})"
]
const step = { name: "fraud_check", step: "fraud_check", function: "fraudCheck" }
const tool = { name: "execute_tool CheckEligibility", step: "total", function: "eligible" }
const query = (names: AnchorQuery["names"], line: number, unchanged = false): AnchorQuery => ({
  names,
  line,
  unchanged
})
const shown = (anchor: Anchor, lines: readonly string[], recorded: number): string => {
  const state = stateOf(anchor, lines, recorded)
  return anchor.line === undefined ? `${state}: ${anchor.reason}` : `${state} ${anchor.line + 1}`
}
const drop = (
  names: AnchorQuery["names"],
  line: number,
  lines: readonly string[],
  unchanged = false
) => shown(dropAnchor(query(names, line, unchanged), lines), lines, line)

describe("dropping an anchor", () => {
  it("trusts the recorded line of a file untouched since the run, whatever it reads", () => {
    assert.equal(
      drop({ name: "sql.execute", step: "total", function: undefined }, 10, source, true),
      "fresh 10"
    )
  })
  it("knows the line by what it defines when the file may have changed", () => {
    assert.equal(drop(step, 3, source), "fresh 3")
    assert.equal(drop(tool, 8, source), "fresh 8")
  })
  it("follows a definition that moved while nobody looked", () => {
    assert.equal(drop(step, 3, ["// new", "", ...source]), "moved 5")
    assert.equal(drop(tool, 9, source), "moved 8")
  })
  it("does not take a use of the name for its definition", () => {
    assert.equal(drop(step, 9, source), "moved 3")
  })
  it("marks a line that only uses the name when no definition is left", () => {
    const lines = source.map((line, at) => (at === 2 ? "// gone" : line))
    assert.equal(drop(step, 9, lines), "edited 9")
  })
  it("places nothing where no line names the site", () => {
    assert.equal(
      drop({ name: "sql.execute", step: "total", function: undefined }, 10, source),
      "detached: not named"
    )
    assert.equal(drop(step, 300, []), "detached: not named")
  })
  it("does not choose between two definitions", () => {
    assert.equal(drop(step, 20, [...source, ...source]), "detached: several places")
    assert.equal(drop(step, 3, [...source, ...source]), "edited 3")
  })
  it("knows Python and methods", () => {
    assert.equal(
      drop({ name: "run", step: "total", function: "Agent.run" }, 1, [
        "class Agent:",
        "    async def run(self):"
      ]),
      "moved 2"
    )
    assert.equal(
      drop({ name: "run", step: "total", function: "Agent.run" }, 1, [
        "class Agent {",
        "  async run(input) {"
      ]),
      "moved 2"
    )
  })
})

const insertAt = (line: number, text: string): TextEdit => ({
  startLine: line,
  startCharacter: 0,
  endLine: line,
  endCharacter: 0,
  text: `${text}\n`
})
const deleteLine = (line: number): TextEdit => ({
  ...insertAt(line, ""),
  endLine: line + 1,
  text: ""
})
const apply = (lines: readonly string[], edits: readonly TextEdit[]) =>
  edits.reduce(applyEdit, lines)
/** Drops the step's anchor, then plays events of edits; answers what is shown after each. */
const play = (...events: ReadonlyArray<readonly TextEdit[]>): readonly string[] => {
  let lines: readonly string[] = source
  let anchor = dropAnchor(query(step, 3, true), lines)
  return events.map((edits) => {
    const after = apply(lines, edits)
    anchor = carryAnchor(anchor, edits, lines, after)
    lines = after
    return shown(anchor, lines, 3)
  })
}

describe("carrying an anchor", () => {
  it("follows lines inserted and deleted above", () => {
    assert.deepEqual(play([insertAt(0, "// a")], [insertAt(3, "// b")], [deleteLine(0)]), [
      "moved 4",
      "moved 5",
      "moved 4"
    ])
  })
  it("says so when the function's body changed, and takes it back on undo", () => {
    const change = { startLine: 3, startCharacter: 8, endLine: 3, endCharacter: 12, text: "mark" }
    assert.deepEqual(play([change], [{ ...change, text: "flag" }]), ["edited 3", "fresh 3"])
  })
  it("does not mind new indentation", () => {
    const indent = { startLine: 3, startCharacter: 0, endLine: 3, endCharacter: 2, text: "      " }
    assert.deepEqual(play([indent]), ["fresh 3"])
  })
  it("leaves with the deleted line and returns with undo", () => {
    assert.deepEqual(play([deleteLine(2)], [insertAt(2, source[2] ?? "")]), [
      "detached: line gone",
      "fresh 3"
    ])
  })
  it("follows a line moved down and up in one event", () => {
    const down = [insertAt(4, source[2] ?? ""), deleteLine(2)]
    assert.match(play(down)[0] ?? "", /^(edited|moved) 4$/)
  })
})

describe("finding an anchor again", () => {
  it("never takes a twin of the lost line", () => {
    const twins = ["run()", "  a", "run()", "  a"]
    const anchor = dropAnchor(query({ name: "run", step: "total", function: "go" }, 1, true), twins)
    assert.equal(refindAnchor(anchor, ["", "", "run()", "  a"]).line, undefined)
  })

  it("stays on its line through any insertion and deletion of other lines", () => {
    const other = fc.record({
      at: fc.nat(),
      remove: fc.boolean(),
      text: fc.constantFrom("", "// note", "x", "}")
    })
    fc.assert(
      fc.property(fc.array(other, { maxLength: 20 }), (script) => {
        let lines: readonly string[] = source
        let anchor = dropAnchor(query(step, 3, true), lines)
        for (const { at, remove, text } of script) {
          const line = at % lines.length
          const target = lines.findIndex((text) => text.includes('"fraud_check"'))
          const edit =
            remove && line !== target && lines.length > 2 ? deleteLine(line) : insertAt(line, text)
          const after = apply(lines, [edit])
          anchor = carryAnchor(anchor, [edit], lines, after)
          lines = after
        }
        assert.equal(
          anchor.line,
          lines.findIndex((text) => text.includes('"fraud_check"'))
        )
      })
    )
  })
})
