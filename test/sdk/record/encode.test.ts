/** Whatever values a host hands over, the line is valid JSON of at most 64 KiB and says what was left out. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { decodeLine } from "../../../sdk/record/decode.ts"
import { encodeRecord } from "../../../sdk/record/encode.ts"
import { MAX_DEPTH, MAX_LINE_BYTES, type LapRecord } from "../../../sdk/record/record.ts"
import { recordWith } from "./arbitrary.ts"

const check = (fields: Partial<LapRecord>): LapRecord => {
  const line = encodeRecord(recordWith(fields))
  assert.ok(Buffer.byteLength(line) <= MAX_LINE_BYTES, `${Buffer.byteLength(line)} bytes`)
  const decoded = decodeLine(line)
  assert.ok(decoded._tag === "Record", `${decoded._tag}: ${line.slice(0, 200)}`)
  return decoded.record
}

const attribute = (value: unknown): unknown => check({ attributes: { value } }).attributes["value"]

const cycle: Record<string, unknown> = { name: "loop" }
cycle["self"] = cycle

const deep = (levels: number): unknown =>
  Array.from({ length: levels }).reduce((inner) => ({ inner }), "bottom")

describe("encodeRecord", () => {
  it("cuts text of 100 MB and marks the cut", () => {
    const value = String(attribute("ü".repeat(50_000_000)))
    assert.ok(value.endsWith("…truncated"))
    assert.ok(value.length > 8_000)
  })

  it("keeps the attributes that follow a huge one", () => {
    const record = check({ attributes: { huge: "x".repeat(1_000_000), small: 7 } })
    assert.equal(record.attributes["small"], 7)
  })

  it("counts the attributes that find no room", () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index])
    const { attributes } = check({ attributes: Object.fromEntries(entries) })
    const kept = Object.keys(attributes).length - 1
    assert.ok(kept > 1_000)
    assert.equal(attributes["…truncated"], 10_000 - kept)
  })

  it("ends a list that is too long with the marker", () => {
    const list = attribute(Array.from({ length: 100_000 }).fill("item"))
    assert.ok(Array.isArray(list) && list.length > 1_000)
    assert.equal(list.at(-1), "…truncated")
  })

  it("cuts what is nested 1,000 deep where a reader would refuse it", () => {
    const deepest = MAX_DEPTH - 2
    for (const levels of [1_000, deepest + 1]) {
      assert.ok(JSON.stringify(attribute(deep(levels))).includes("…truncated"))
    }
    assert.deepEqual(attribute(deep(deepest)), deep(deepest))
  })

  it("marks cycles, getters that throw and proxies that refuse", () => {
    const trap = {
      get now() {
        throw new Error("not now")
      },
      kept: 1
    }
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("closed")
        }
      }
    )
    assert.deepEqual(attribute(cycle), { name: "loop", self: "…circular" })
    assert.deepEqual(attribute(trap), { now: "…unreadable", kept: 1 })
    assert.equal(attribute(proxy), "…unreadable")
    assert.deepEqual(check({ attributes: proxy }).attributes, {})
    assert.deepEqual(check({ extra: proxy }).extra, { "…unreadable": true })
  })

  it("names one object twice when it is there twice", () => {
    const shared = { a: 1 }
    assert.deepEqual(attribute([shared, shared]), [shared, shared])
  })

  const told: readonly (readonly [string, unknown, unknown])[] = [
    ["a small BigInt as a number", 7n, 7],
    ["a BigInt past 2^53 as digits", 2n ** 64n, "18446744073709551616"],
    ["a huge BigInt by its size", 10n ** 1000n, "integer over 256 bits"],
    ["a date in ISO form", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["an invalid date as null", new Date(Number.NaN), null],
    [
      "a map as an object",
      new Map<unknown, unknown>([
        ["a", 1],
        [2, "b"]
      ]),
      { 2: "b", a: 1 }
    ],
    ["a set as a list", new Set([1, 2]), [1, 2]],
    ["an error as name and message", new TypeError("no"), "TypeError: no"],
    ["bytes by their length", Buffer.from("abc"), "3 bytes"],
    ["a function by its name", Math.max, "function max"],
    ["a symbol by its text", Symbol("s"), "Symbol(s)"],
    ["what is no number as null", Number.NaN, null],
    ["infinity as null", -Infinity, null],
    ["undefined in a list as null", [undefined, 1], [null, 1]],
    ["what toJSON gives", { toJSON: () => ({ id: 1 }) }, { id: 1 }],
    ["NUL and lone surrogates as they are", "\0\ud800\udfff\ud800", "\0\ud800\udfff\ud800"]
  ]
  for (const [name, value, expected] of told) {
    it(`tells ${name}`, () => assert.deepEqual(attribute(value), expected))
  }

  it("leaves out attributes that are undefined", () => {
    assert.deepEqual(check({ attributes: { gone: undefined } }).attributes, {})
  })

  it("never writes a duration that no clock can measure", () => {
    for (const durationMs of [Number.NaN, Infinity, -1, 1e300]) {
      assert.equal(check({ durationMs }).durationMs, null)
    }
  })

  it("holds the limit when every field is too long at once", () => {
    const text = fc
      .constantFrom("x", "\u0001", '"', "€", "😀", "\ud800", "\n")
      .map((unit) => unit.repeat(70_000))
    fc.assert(
      fc.property(text, text, (long, other) => {
        const record = check({
          component: long,
          metric: long,
          step: long,
          name: long,
          toolName: long,
          sessionId: long,
          orderId: long,
          traceId: long,
          spanId: long,
          parentSpanId: long,
          runId: long,
          code: { file: long, line: 1, function: long },
          error: { type: long, message: other, stack: other },
          attributes: { [other]: long, long, other, list: [other, long] },
          extra: { [long]: other, other }
        })
        assert.ok(record.name.endsWith("…truncated"))
        assert.ok(record.error?.stack?.endsWith("…truncated"))
        assert.ok(Object.keys(record.attributes).length > 0)
      }),
      { numRuns: 30 }
    )
  })

  it("holds the limit for any values", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true
    })
    const bag = fc.dictionary(fc.string(), fc.oneof(anything, fc.func(anything)))
    fc.assert(fc.property(bag, bag, (attributes, extra) => void check({ attributes, extra })))
  })
})
