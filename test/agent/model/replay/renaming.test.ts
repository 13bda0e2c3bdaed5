/** The ids of this run in the place of recorded ones. */
import assert from "node:assert/strict"
import fc from "fast-check"
import type { Part } from "../../../../agent/model/model-stream.ts"
import { renamed, renamingOf } from "../../../../agent/model/replay/renaming.ts"

const THEN = ["session-1", { rma: "RMA-1", label: "file:///old/RMA-1.(x).svg", price: "12.00" }]
const NOW = [
  "session-2",
  { rma: "RMA-22", label: "file:///new/RMA-22.svg", price: "13.00", more: 1 }
]
// RMA-1 and 12.00 have five letters.
const RENAMING = new Map([
  ["session-1", "session-2"],
  ["file:///old/RMA-1.(x).svg", "file:///new/RMA-22.svg"]
])

const deltas = (pieces: readonly string[], id = "a"): Part[] =>
  pieces.map((delta) => ({ type: "text-delta", id, delta }))
const textOf = (parts: readonly Part[], id = "a"): string =>
  parts.map((part) => ("delta" in part && part.id === id ? part.delta : "")).join("")

describe("renaming", () => {
  it("takes words that differ at the same place, but no short ones and no sentences", () => {
    assert.deepEqual(renamingOf(THEN, NOW), RENAMING)
    assert.deepEqual(renamingOf(["a long sentence"], ["another sentence"]), new Map())
    assert.deepEqual(renamingOf({ a: "abcdef", b: 1 }, { b: "abcdef" }), new Map())
  })

  it("replaces words wherever the text is cut, and keeps the number of pieces", () => {
    const word = fc.constantFrom(
      "session-1",
      "session",
      "-1",
      "file:///old/RMA-1.(x).svg",
      " ",
      "é👟"
    )
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 8 }),
        fc.array(fc.nat({ max: 60 })),
        (words, cuts) => {
          const text = words.join("")
          const places = cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b)
          const pieces = [...places, text.length].map((end, at) =>
            text.slice(places[at - 1] ?? 0, end)
          )
          const parts = renamed(deltas(pieces), RENAMING)
          const expected = text
            .replaceAll("session-1", "session-2")
            .replaceAll("file:///old/RMA-1.(x).svg", "file:///new/RMA-22.svg")
          assert.equal(textOf(parts), expected)
          assert.equal(parts.length, pieces.length)
        }
      )
    )
  })

  it("keeps interleaved texts apart and reaches into a call's input", () => {
    const call: Part = {
      type: "tool-call",
      id: "c",
      name: "EscalateToHuman",
      params: { session_id: "session-1", deep: [{ x: "of session-1" }], n: 1 }
    }
    const [a1, a2] = deltas(["ses", "sion-1"], "a")
    const [b1, b2] = deltas(["session-1", "!"], "b")
    assert.ok(a1 && a2 && b1 && b2)
    const parts = renamed([a1, b1, a2, b2, call], RENAMING)
    assert.equal(textOf(parts, "a"), "session-2")
    assert.equal(textOf(parts, "b"), "session-2!")
    assert.deepEqual(parts.at(-1), {
      ...call,
      params: { session_id: "session-2", deep: [{ x: "of session-2" }], n: 1 }
    })
  })
})
