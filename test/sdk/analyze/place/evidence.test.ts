/** What a line says about being a site's line. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { evidenceOf, namesOf } from "../../../../sdk/analyze/place/evidence.ts"

const says = (line: string, ...names: readonly string[]) => {
  const { defined, mentioned } = evidenceOf(line, names)
  return `${defined} defined ${mentioned} mentioned`
}

describe("the names of a site", () => {
  it("are its step, its name without the operation, and its function's last part", () => {
    const site = {
      name: "execute_tool CheckEligibility",
      step: "fraud_flag_check",
      function: "Tools.check"
    }
    assert.deepEqual(namesOf(site), ["fraud_flag_check", "CheckEligibility", "check"])
    assert.deepEqual(namesOf({ name: "sql.execute", step: "total", function: undefined }), [
      "sql.execute"
    ])
  })
})

describe("a line's evidence", () => {
  it("is a definition where a name is quoted or declared", () => {
    for (const line of [
      'Lap.step("work")(',
      "step('work')",
      "const work = 1",
      "export async function* work() {",
      "  def work(self):",
      "async def work():",
      "func work() error {",
      "  work: (input) => input,",
      "  async work(input) {",
      "class work:"
    ]) {
      assert.equal(says(line, "work"), "1 defined 0 mentioned", line)
    }
  })
  it("is a mention where a name is merely used", () => {
    for (const line of [
      "  yield* work(order)",
      "return work",
      "if (work === 3) {",
      "a.work()",
      "work(() => {"
    ]) {
      assert.equal(says(line, "work"), "0 defined 1 mentioned", line)
    }
  })
  it("is none in a comment or inside another word", () => {
    for (const line of [
      '// "work"',
      "  # work",
      "   * work",
      "homework()",
      "const workload = 1",
      "network"
    ]) {
      assert.equal(says(line, "work"), "0 defined 0 mentioned", line)
    }
  })
  it("counts names, so that the line with more of them is known", () => {
    assert.equal(
      says('const check = Lap.tool("CheckEligibility")(', "CheckEligibility", "check"),
      "2 defined 0 mentioned"
    )
    assert.equal(
      says('Tool.make("CheckEligibility", check)', "CheckEligibility", "check"),
      "1 defined 1 mentioned"
    )
  })
  it("is found without a pattern made from the log: hostile names cost nothing", () => {
    const piece = fc.constantFrom("(a+)+$", "\\", "[", "$(x)", "a".repeat(50))
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
        const name = pieces.join("")
        assert.equal(says(`x = "${name}"`, name), "1 defined 0 mentioned")
      })
    )
  })
})
