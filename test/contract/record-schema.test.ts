/** The record's contract: golden lines, the schema, the document and the code say the same. */

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { decodeLine } from "../../sdk/record/decode.ts"
import { encodeRecord } from "../../sdk/record/encode.ts"
import { KNOWN_KEYS, RESOURCE_KEYS, RUN_KEYS } from "../../sdk/record/keys.ts"
import { anyRecord, recordWith } from "../sdk/record/arbitrary.ts"
import { goldenLines } from "./golden-lines.ts"

const fileText = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>
}

const schema = JSON.parse(fileText("sdk/record/record.schema.json")) as Schema
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true
}).compile(schema)
const isValid = (line: string): boolean => validate(JSON.parse(line))

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

const plain = recordWith({
  endMicros: null,
  durationMs: null,
  metric: "span",
  name: "span",
  toolName: undefined
})

/** Absent and undefined are one: the golden lines leave out what a record does not have. */
const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

describe("record contract", () => {
  it("has golden lines of every kind", () => {
    const counts = Object.groupBy(goldenLines, (golden) => golden.kind)
    assert.deepEqual(Object.keys(counts).sort(), ["refused", "tolerated", "written"])
    assert.equal(
      goldenLines.length,
      fileText("test/fixtures/logs/golden-lines.txt").match(/^=> /gm)?.length
    )
  })

  for (const { kind, says, line, expected } of goldenLines) {
    it(`${kind}: ${says}`, () => {
      const decoded = decodeLine(line)
      assert.equal(isJson(line) && isValid(line), kind === "written")
      if (kind === "refused") {
        assert.equal(decoded._tag, expected)
        return
      }
      assert.ok(decoded._tag === "Record")
      assert.deepEqual(
        withoutUndefined(decoded.record),
        withoutUndefined({ ...plain, ...(expected as object) })
      )
      const again = encodeRecord(decoded.record)
      assert.deepEqual(decodeLine(again), decoded)
      assert.ok(isValid(again), JSON.stringify(validate.errors))
    })
  }

  it("encodes a complete line to the same bytes", () => {
    const complete = goldenLines.filter(({ says }) => /every common key|header line/.test(says))
    assert.equal(complete.length, 2)
    for (const { line } of complete) {
      const decoded = decodeLine(line)
      assert.ok(decoded._tag === "Record")
      assert.equal(encodeRecord(decoded.record), `${line}\n`)
    }
  })

  it("encodes nothing the schema refuses", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        assert.ok(isValid(encodeRecord(record)), JSON.stringify(validate.errors))
      })
    )
  })

  it("describes every key the code knows in the schema, and no other", () => {
    assert.deepEqual(Object.keys(schema.properties).sort(), [...KNOWN_KEYS].sort())
    for (const [key, { description }] of Object.entries(schema.properties)) {
      assert.ok(description, key)
    }
  })

  it("describes every key the code knows in docs/log-format.md", () => {
    const document = fileText("docs/log-format.md")
    const keys = [...KNOWN_KEYS, ...Object.values(RUN_KEYS), ...Object.values(RESOURCE_KEYS)]
    assert.deepEqual(
      keys.filter((key) => !document.includes(`\`${key}\``)),
      []
    )
  })
})
