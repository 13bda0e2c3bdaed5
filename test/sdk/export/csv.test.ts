/** CSV that spreadsheets open: cells that come back as they were, and none that is a formula (E11). */

import assert from "node:assert/strict"
import fc from "fast-check"
import { csvHead, csvRow } from "../../../sdk/export/csv.ts"
import { anyRecord } from "../record/arbitrary.ts"
import { span, tool } from "./sample.ts"

/** The rows of a CSV by RFC 4180, as any reader takes them apart. */
const parse = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (cell.lastIndex < text.length) {
    const [, quoted, bare, separator] = cell.exec(text) ?? assert.fail(text)
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "")
    if (separator === "\r\n") rows.push([])
  }
  assert.deepEqual(rows.pop(), [])
  return rows
}

const columns = parse(csvHead())[0] ?? []

const rowOf = (record: Parameters<typeof csvRow>[0]): Readonly<Record<string, string>> => {
  const rows = parse(csvRow(record))
  assert.equal(rows.length, 1)
  assert.equal(rows[0]?.length, columns.length)
  return Object.fromEntries(columns.map((column, at) => [column, rows[0]?.[at] ?? ""]))
}

describe("CSV", () => {
  it("has a column for each thing a line tells", () => {
    const row = rowOf(tool)
    assert.equal(row["timestamp"], "2025-12-14T12:00:00.800123Z")
    assert.equal(row["duration_ms"], "45.2")
    assert.equal(row["code.file.path"], "agent/tools/check-eligibility.ts")
    assert.equal(row["code.line.number"], "42")
    assert.equal(row["error.message"], "database is locked")
    assert.equal(row["session_id"], "")
  })

  it("E11: quotes what a spreadsheet would take for a formula", () => {
    const formulas = [
      "=1+1",
      "+1",
      "-1",
      "@A1",
      "\t=1",
      "  =cmd|' /C calc'!A0",
      "\r=1",
      "＝1",
      "%0A=1"
    ]
    for (const name of formulas) assert.equal(rowOf(span({ name }))["name"], `'${name}`)
    for (const name of ["a=b", "chat gpt-4", "5", "'quoted'"]) {
      assert.equal(rowOf(span({ name }))["name"], name)
    }
  })

  it("gives back every cell, whatever the records hold, and no formula", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const row = rowOf(record)
        for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^\s*[=+\-@|%]/)
        assert.equal(row["name"]?.replace(/^'/, ""), record.name.replace(/^'/, ""))
      })
    )
  })
})
