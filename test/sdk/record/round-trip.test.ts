/** What was encoded is decoded to the same, and no input makes either of them throw. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { decodeLine } from "../../../sdk/record/decode.ts"
import { encodeRecord } from "../../../sdk/record/encode.ts"
import { MAX_LINE_BYTES } from "../../../sdk/record/record.ts"
import { anyRecord } from "./arbitrary.ts"

describe("record round trip", () => {
  it("gives back every record", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        assert.deepEqual(decodeLine(encodeRecord(record)), { _tag: "Record", record })
      })
    )
  })

  it("writes one line that starts with the version and ends with its only newline", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const line = encodeRecord(record)
        assert.ok(line.startsWith('{"v":1,'))
        assert.equal(line.indexOf("\n"), line.length - 1)
        assert.ok(Buffer.byteLength(line) <= MAX_LINE_BYTES)
      })
    )
  })

  it("writes text that UTF-8 keeps as it is", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const line = encodeRecord(record)
        assert.equal(Buffer.from(line, "utf8").toString("utf8"), line)
      })
    )
  })

  it("answers for any text at all", () => {
    const tags = ["Record", "Malformed", "Oversize", "UnsupportedVersion"]
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.json()), (text) => {
        assert.ok(tags.includes(decodeLine(text)._tag))
      })
    )
  })

  it("answers for a good line with any piece of it replaced", () => {
    fc.assert(
      fc.property(anyRecord, fc.nat(), fc.nat(80), fc.string(), (record, at, length, piece) => {
        const line = encodeRecord(record)
        const start = at % line.length
        const broken = line.slice(0, start) + piece + line.slice(start + length)
        assert.ok(decodeLine(broken)._tag.length > 0)
      })
    )
  })

  it("comes to rest: encoding what was decoded changes nothing more", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (line) => {
        const first = decodeLine(JSON.stringify({ ...line, metric: "turn" }))
        if (first._tag !== "Record") return
        const again = decodeLine(encodeRecord(first.record))
        assert.deepEqual(again, first)
      })
    )
  })
})
