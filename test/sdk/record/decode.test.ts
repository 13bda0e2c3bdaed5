/** Lines made to break a reader are read or refused, and leave nothing behind. */

import assert from "node:assert/strict"
import { decodeLine, type Decoded } from "../../../sdk/record/decode.ts"
import { MAX_DEPTH, MAX_LINE_BYTES } from "../../../sdk/record/record.ts"

/** A line of exactly `bytes` bytes, newline not counted, made long by `unit`. */
const lineOf = (bytes: number, unit: string): string => {
  const empty = '{"v":1,"metric":"turn","pad":""}'
  const room = bytes - empty.length
  const units = unit.repeat(Math.floor(room / Buffer.byteLength(unit)))
  return empty.replace('""', `"${units}${"x".repeat(room - Buffer.byteLength(units))}"`)
}

const nested = (levels: number, open: string, close: string): string =>
  `{"v":1,"metric":"turn","deep":${open.repeat(levels - 1)}1${close.repeat(levels - 1)}}`

const recordOf = (decoded: Decoded) =>
  decoded._tag === "Record" ? decoded.record : assert.fail(decoded._tag)

describe("decodeLine", () => {
  for (const unit of ["x", "ü", "€", "😀"]) {
    it(`counts the limit of a line in bytes, in lines of ${unit}`, () => {
      const longest = lineOf(MAX_LINE_BYTES - 1, unit)
      assert.equal(decodeLine(longest)._tag, "Record")
      assert.equal(decodeLine(`${longest}\n`)._tag, "Record")
      assert.equal(decodeLine(lineOf(MAX_LINE_BYTES, unit))._tag, "Oversize")
    })
  }

  it("refuses a line of 100 MB without reading it", () => {
    assert.equal(decodeLine("{".repeat(100_000_000))._tag, "Oversize")
  })

  it("reads nesting up to the limit and refuses what is deeper", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"]
    ] as const) {
      assert.equal(decodeLine(nested(MAX_DEPTH, open, close))._tag, "Record")
      assert.equal(decodeLine(nested(MAX_DEPTH + 1, open, close))._tag, "Malformed")
      assert.equal(decodeLine(nested(9_000, open, close))._tag, "Malformed")
    }
    assert.equal(
      decodeLine(`{"v":${"[".repeat(30_000)}${"]".repeat(30_000)}}`)._tag,
      "UnsupportedVersion"
    )
  })

  it("keeps __proto__ as a key and changes no prototype", () => {
    const line =
      '{"v":1,"metric":"turn","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},' +
      '"attributes":{"__proto__":{"polluted":1},"code.lineno":4}}'
    const record = recordOf(decodeLine(line))
    assert.equal(Object.getPrototypeOf(record.extra), Object.prototype)
    assert.equal(Object.getPrototypeOf(record.attributes), Object.prototype)
    assert.deepEqual(Object.keys(record.extra), ["__proto__", "constructor"])
    assert.deepEqual(Object.keys(record.attributes), ["__proto__"])
    assert.equal(Reflect.get({}, "polluted"), undefined)
    assert.equal(Reflect.get(record.attributes, "polluted"), undefined)
  })

  it("does not take what every object has for keys of the line", () => {
    const record = recordOf(decodeLine('{"v":1,"metric":"turn"}'))
    assert.deepEqual(record.extra, {})
    assert.deepEqual(record.attributes, {})
  })

  it("reads a line of nothing but keys", () => {
    const keys = Array.from({ length: 6_000 }, (_, index) => `"${index}":1`).join(",")
    assert.equal(Object.keys(recordOf(decodeLine(`{"metric":"turn",${keys}}`)).extra).length, 6_000)
  })

  it("says why without quoting the line", () => {
    for (const line of ["\u001b[31mred", '{"v":"\u001b[31m"}', `{"v":1,"a":"\u202e"}`]) {
      const decoded = decodeLine(line)
      assert.ok(decoded._tag !== "Record")
      assert.match(decoded.reason, /^[ -~]+$/)
    }
  })
})
