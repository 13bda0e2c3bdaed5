/** A site stays on its line while the text around it changes, or says that it is not sure. */
import assert from "node:assert/strict"
import {
  carryAnchor,
  dropAnchor,
  placeAnchor,
  transferAnchor,
  type Anchor,
  type AnchorQuery,
  type RunText
} from "../../../../sdk/analyze/place/anchor.ts"
import { createCodeText } from "../../../../sdk/analyze/place/code-text.ts"
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
const query10 = { name: "sql.execute", step: "total", function: "eligible" }

const shown = (anchor: Anchor, lines: readonly string[]): string => {
  const place = placeAnchor(anchor, createCodeText(lines))
  return place.line === undefined ? `detached: ${place.reason}` : `${place.state} ${place.line + 1}`
}
const certain = (lines: readonly string[]): RunText => ({
  _tag: "Certain",
  text: createCodeText(lines)
})
const likely = (lines: readonly string[]): RunText => ({
  _tag: "Likely",
  text: createCodeText(lines)
})
const drop = (
  names: AnchorQuery["names"],
  line: number,
  lines: readonly string[],
  run: RunText = { _tag: "Unknown" }
): string => {
  const disk = createCodeText(lines)
  const anchor = dropAnchor({ names, line }, run, disk)
  return shown(transferAnchor(anchor, anchor.origin?.text ?? disk, disk), lines)
}

describe("dropping an anchor", () => {
  it("trusts the recorded line where the run's text is known, whatever it reads", () => {
    assert.equal(drop(query10, 10, source, certain(source)), "fresh 10")
  })
  it("follows the run's text into the text of today", () => {
    const today = ["// new", ...source.slice(0, 9), "  // more", ...source.slice(9)]
    assert.equal(drop(step, 3, today, certain(source)), "moved 4")
    assert.equal(drop(query10, 10, today, certain(source)), "moved 12")
    assert.equal(drop(tool, 8, today, certain(source)), "edited 9")
  })
  it("counts a line of a commit with changes only where it names the site", () => {
    assert.equal(drop(step, 3, ["", ...source], likely(source)), "moved 4")
    assert.equal(drop(query10, 10, source, likely(source)), "edited 8")
  })
  it("knows the line by what it defines when the text that ran is not known", () => {
    assert.equal(drop(step, 3, source), "fresh 3")
    assert.equal(drop(tool, 8, source), "fresh 8")
  })
  it("follows a definition that moved while nobody looked", () => {
    assert.equal(drop(step, 3, ["// new", "", ...source]), "moved 5")
    assert.equal(drop(tool, 9, source), "moved 8")
  })
  it("marks a line that says the name of the function alone: it may be the one around the site", () => {
    assert.equal(drop(query10, 8, source), "edited 8")
    assert.equal(drop(query10, 11, source), "edited 8")
  })
  it("does not take a use of the name for its definition", () => {
    assert.equal(drop(step, 9, source), "moved 3")
  })
  it("marks a line that only uses the name when no definition is left", () => {
    const lines = source.map((line, at) => (at === 2 ? "// gone" : line))
    assert.equal(drop(step, 9, lines), "edited 9")
  })
  it("places nothing where no line names the site", () => {
    const nameless = { ...query10, function: undefined }
    assert.equal(drop(nameless, 10, source), "detached: not named")
    assert.equal(drop(step, 300, []), "detached: not named")
  })
  it("does not choose between two definitions", () => {
    assert.equal(drop(step, 20, [...source, ...source]), "detached: several places")
    assert.equal(drop(step, 3, [...source, ...source]), "edited 3")
  })
  it("knows a Python function by its decorator and its name, and stands on the decorator", () => {
    const lines = ["", "@timed(", '    tool_name="Check"', ")", "def check(order):", "    pass"]
    const check = { name: "execute_tool Check", step: "total", function: "check" }
    assert.equal(drop(check, 2, lines), "fresh 2")
    assert.equal(drop(check, 1, lines), "edited 2")
    assert.equal(drop(check, 2, ["", ...lines], certain(lines)), "moved 3")
  })
  it("marks a method found by its name, which other classes may have too", () => {
    const run = { name: "run", step: "total", function: "Agent.run" }
    assert.equal(drop(run, 1, ["class Agent:", "    async def run(self):"]), "edited 2")
    assert.equal(drop(run, 1, ["class Agent {", "  async run(input) {"]), "edited 2")
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
/** Drops the step's anchor, then plays events of edits; answers what is shown after each. */
const play = (...events: ReadonlyArray<readonly TextEdit[]>): readonly string[] => {
  let lines: readonly string[] = source
  let anchor = dropAnchor({ names: step, line: 3 }, certain(lines), createCodeText(lines))
  return events.map((edits) => {
    const after = edits.reduce(applyEdit, lines)
    anchor = carryAnchor(anchor, edits, createCodeText(lines), createCodeText(after))
    lines = after
    return shown(anchor, lines)
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
  it("does not mind new indentation where it has no meaning", () => {
    const indent = { startLine: 3, startCharacter: 0, endLine: 3, endCharacter: 2, text: "      " }
    assert.deepEqual(play([indent]), ["fresh 3"])
  })
  it("leaves with the deleted line and returns with undo", () => {
    assert.deepEqual(play([deleteLine(2)], [insertAt(2, source[2] ?? "")]), [
      "detached: line gone",
      "fresh 3"
    ])
  })
  it("stays with the original when it is duplicated, whichever of the two comes first", () => {
    const copy = source.slice(2, 6).join("\n")
    assert.deepEqual(play([insertAt(6, copy)], [insertAt(2, copy)]), ["fresh 3", "moved 7"])
  })
  it("follows a line moved down in one event, and marks it: its function stayed behind", () => {
    const down = [insertAt(4, source[2] ?? ""), deleteLine(2)]
    assert.equal(play(down)[0], "edited 4")
  })
})
