/** Every kind of finding is explained where its `docs` points to, and no other. */

import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as path from "node:path"
import { docsOf } from "../../../../sdk/analyze/findings/gather.ts"
import { FINDING_KINDS } from "../../../../sdk/analyze/findings/registry.ts"
import type { FindingCode } from "../../../../sdk/analyze/model.ts"

const ROOT = path.resolve(import.meta.dirname, "../../../..")
const PARTS = ["What", "Why", "How to fix", "Saving"]

describe("docs/findings.md", () => {
  const codes = Object.keys(FINDING_KINDS) as FindingCode[]

  it("has a section for each kind of finding, and the schema of the report its name", () => {
    const document = fs.readFileSync(path.join(ROOT, "docs/findings.md"), "utf8")
    const sections = [...document.matchAll(/^## (.+)$/gm)].map(([, title]) => title ?? "")
    assert.deepEqual(new Set(sections), new Set<string>(codes))
    const schema = JSON.parse(
      fs.readFileSync(path.join(ROOT, "sdk/cli/report.schema.json"), "utf8")
    )
    const { code } = schema.properties.findings.items.properties
    assert.deepEqual(new Set(code.enum), new Set(codes))
  })

  it("is about warnings, but for what a program may have reasons for", () => {
    const informs = codes.filter((code) => FINDING_KINDS[code].severity === "info")
    assert.deepEqual(informs, ["first-token", "generation", "cold-call"])
  })

  it("says of each what it is, why it matters, how it is mended and what that saves", () => {
    for (const code of codes) {
      const [file = "", anchor = ""] = docsOf(code).split("#")
      const document = fs.readFileSync(path.join(ROOT, file), "utf8")
      const section = document.split(`\n## ${anchor}\n`)[1]?.split("\n## ")[0] ?? ""
      for (const part of PARTS) assert.ok(section.includes(`**${part}.**`), `${code}: ${part}`)
    }
  })
})
