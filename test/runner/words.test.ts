/** The words after `npm test --`, as a table. */
import assert from "node:assert/strict"
import { parseWords, type Words } from "./words.ts"

const rows: readonly (readonly [said: string, understood: Words])[] = [
  ["", { _tag: "Run", kinds: ["node", "python", "editor"] }],
  ["node", { _tag: "Run", kinds: ["node"] }],
  ["editor node", { _tag: "Run", kinds: ["editor", "node"] }],
  ["grep lens", { _tag: "Run", kinds: ["node", "python", "editor"], grep: "lens" }],
  ["editor grep node", { _tag: "Run", kinds: ["editor"], grep: "node" }],
  ["oldest", { _tag: "Run", kinds: ["oldest"] }],
  ["interop", { _tag: "Run", kinds: ["interop"] }],
  ["nod", { _tag: "Unknown", word: "nod" }],
  ["node grep", { _tag: "Unknown", word: "grep" }]
]

describe("words of a test run", () => {
  for (const [said, understood] of rows) {
    it(`"${said}" is ${JSON.stringify(understood)}`, () => {
      assert.deepEqual(parseWords(said.split(" ").filter(Boolean)), understood)
    })
  }
})
