/** Tables and text keep to their width, whatever stands in them. */

import * as assert from "node:assert/strict"
import fc from "fast-check"
import { layoutTable, type Column } from "../../../sdk/cli/table.ts"
import { makeTerminal, type TerminalFacts } from "../../../sdk/cli/terminal.ts"
import { cutPath, cutRight, textWidth, wrap } from "../../../sdk/cli/text-width.ts"

const COLUMNS: readonly Column[] = [
  { title: "where", kind: "path" },
  { title: "what", kind: "text" },
  { title: "n", kind: "number" },
  { title: "p95", kind: "number", dropOrder: 1 },
  { title: "max", kind: "number", dropOrder: 2 }
]

const plain = (width: number) => ({ width, paint: (_style: string, text: string) => text })

describe("layout", () => {
  it("keeps every line of a table within the terminal", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 })
    const row = fc.tuple(
      text,
      text,
      fc.nat().map(String),
      fc.nat().map(String),
      fc.nat().map(String)
    )
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 8 }),
        fc.integer({ min: 40, max: 200 }),
        (rows, width) => {
          const { lines } = layoutTable({ columns: COLUMNS, rows }, plain(width))
          for (const line of lines) assert.ok(textWidth(line) <= width, `${line} in ${width}`)
        }
      )
    )
  })

  it("drops the columns that matter least first, and tells which", () => {
    const rows = [["agent/tools/check-eligibility.ts:113", "policy_lookup", "16", "2.4", "80.02"]]
    const dropped = (width: number) => layoutTable({ columns: COLUMNS, rows }, plain(width)).dropped
    assert.deepEqual(dropped(80), [])
    assert.deepEqual(dropped(44), ["max"])
    assert.deepEqual(dropped(40), ["max", "p95"])
  })

  it("cuts a path at a folder, and keeps the end of a long name", () => {
    assert.equal(cutPath("agent/tools/check-eligibility.ts:113", 30), "…/check-eligibility.ts:113")
    assert.equal(cutPath("agent/tools/check-eligibility.ts:113", 12), "…lity.ts:113")
    assert.equal(cutPath("a/b.ts:1", 8), "a/b.ts:1")
  })

  it("counts wide characters as two columns and combining marks as none", () => {
    assert.deepEqual(["abc", "注文", "é", "👩‍👧"].map(textWidth), [3, 4, 1, 2])
    assert.equal(cutRight("注文注文", 6), "注文…")
  })

  it("wraps at spaces", () => {
    assert.deepEqual(wrap("one two three", 7), ["one two", "three"])
  })

  const width = (facts: Partial<TerminalFacts>) =>
    makeTerminal({ isTty: true, columns: 120, env: {}, canColor: false, ...facts }).width

  it("takes its width from COLUMNS, then from the terminal; a pipe has none", () => {
    assert.equal(width({}), 120)
    assert.equal(width({ columns: undefined }), 80)
    assert.equal(width({ env: { COLUMNS: "100" } }), 100)
    assert.equal(width({ isTty: false }), Infinity)
    assert.equal(width({ isTty: false, env: { COLUMNS: "100" } }), 100)
    for (const nonsense of ["", "0", "-5", "wide", "1e9"]) {
      assert.equal(width({ env: { COLUMNS: nonsense } }), 120, nonsense)
    }
    assert.equal(width({ env: { COLUMNS: "3" } }), 40)
  })
})
