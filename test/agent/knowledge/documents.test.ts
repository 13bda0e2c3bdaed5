/** The documents say what the shop's data does: nobody is told another rule than the one applied. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import path from "node:path"
import { POLICIES } from "../../../agent/database/seed-people.ts"
import { REASON_CODES } from "../../../agent/domain/codes.ts"
import { sectionsOf } from "../../../agent/knowledge/chunking.ts"

const FOLDER = path.resolve(import.meta.dirname, "../../../agent/knowledge/documents")
const read = (name: string) => readFileSync(path.join(FOLDER, name), "utf8")
const policy = sectionsOf(read("return-policy.md"))

const SECTION_OF: Readonly<Record<string, string>> = {
  General: "General merchandise",
  Electronics: "Electronics",
  Clothing: "Clothing",
  "VIP extended": "VIP extended window"
}

describe("the return policy document", () => {
  for (const { name, windowDays, feePercent } of POLICIES) {
    if (name === "Final sale") continue
    it(`gives the ${name} policy its ${windowDays} days and its fee`, () => {
      const text = policy.find(({ title }) => title === SECTION_OF[name])?.text ?? ""
      assert.match(text, new RegExp(`\\b${windowDays} days\\b`, "u"))
      assert.match(text, feePercent > 0 ? new RegExp(`${feePercent} %`, "u") : /^(?!.*\d %)/su)
    })
  }

  it("names in the section on expired windows every window there is", () => {
    const text = policy.find(({ title }) => title.includes("TIME_EXP"))?.text ?? ""
    for (const { name, windowDays } of POLICIES) {
      if (name !== "Final sale") assert.ok(text.includes(`${windowDays} days`), name)
    }
  })

  it("has a section for every reason code", () => {
    for (const code of REASON_CODES) {
      assert.equal(policy.filter(({ title }) => title.endsWith(`(${code})`)).length, 1, code)
    }
  })

  it("tells no reader of communication templates anything about fraud", () => {
    assert.doesNotMatch(read("communication-templates.md"), /fraud|flag|risk/iu)
  })
})
