/** Each known fault and attack of the editor has a test of its name: E1 to E19. */
import assert from "node:assert/strict"
import { codeFiles, textOf } from "../repository.ts"

const ROWS: Readonly<Record<string, string>> = {
  E1: "an untrusted workspace",
  E2: "hostile settings of a workspace",
  E3: "running a conversation, and ending all of it",
  E4: "links, pictures, HTML and icons in names",
  E5: "commands called with hostile arguments",
  E6: "scripts in a webview's data",
  E9: "paths that lead out of the workspace",
  E10: "control characters in text of a log",
  E11: "formulas in CSV",
  E12: "keys and passwords",
  E13: "prompts and answers",
  E14: "secrets in prompts and answers that are recorded",
  E17: "what the package holds",
  E19: "text that patterns and sorts are slow on"
}

describe("the list of attacks on the editor", () => {
  const named = codeFiles
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) => [...textOf(file).matchAll(/\bit\(\s*"(E\d+)[ :]/g)].map(([, row]) => row))

  for (const [row, what] of Object.entries(ROWS)) {
    it(`has a test for ${what}`, () => {
      assert(named.includes(row), `no test is named ${row}`)
    })
  }
})
