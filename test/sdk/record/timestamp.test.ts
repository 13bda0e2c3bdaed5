/** Timestamps: every form writers use, to the microsecond. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { formatTimestamp, isoSecond, parseTimestamp } from "../../../sdk/record/timestamp.ts"

const NOON = Date.UTC(2025, 11, 14, 12) * 1_000

describe("timestamp", () => {
  const readable: readonly (readonly [string, number])[] = [
    ["2025-12-14T12:00:00.123456Z", NOON + 123_456],
    ["2025-12-14T12:00:00.123Z", NOON + 123_000],
    ["2025-12-14T12:00:00Z", NOON],
    ["2025-12-14T12:00:00.1Z", NOON + 100_000],
    ["2025-12-14T12:00:00.123456789Z", NOON + 123_456],
    ["2025-12-14T14:00:00.5+02:00", NOON + 500_000],
    ["2025-12-14T06:30:00-05:30", NOON],
    ["2025-12-14T14:00:00+0200", NOON],
    ["2025-12-14T14:00:00+02", NOON],
    ["2025-12-14 12:00:00,123", NOON + 123_000],
    ["2025-12-14T12:00:00.123456", NOON + 123_456],
    ["2025-12-14t12:00:00z", NOON],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29) * 1_000],
    ["2016-12-31T23:59:60Z", Date.UTC(2017, 0, 1) * 1_000],
    ["1969-12-31T23:59:59.999999Z", -1]
  ]
  for (const [text, micros] of readable) {
    it(`reads ${text}`, () => assert.equal(parseTimestamp(text), micros))
  }

  const unreadable: readonly unknown[] = [
    "2025-02-29T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-12-14T24:00:00Z",
    "2025-12-14T12:60:00Z",
    "2025-12-14T12:00:00+25:00",
    "2025-12-14",
    "0050-01-01T00:00:00Z",
    "now",
    "",
    1_765_713_600,
    null,
    `2025-12-14T12:00:00.${"1".repeat(100_000)}Z`
  ]
  for (const value of unreadable) {
    it(`does not guess at ${String(value).slice(0, 40)}`, () => {
      assert.equal(parseTimestamp(value), null)
    })
  }

  it("writes what it reads, to the microsecond", () => {
    const micros = fc.integer({ min: -6e13, max: Number.MAX_SAFE_INTEGER })
    fc.assert(fc.property(micros, (at) => assert.equal(parseTimestamp(formatTimestamp(at)), at)))
  })

  it("agrees with the calendar of the platform on every day", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(8e12), noInvalidDate: true }),
        (date) => {
          assert.equal(parseTimestamp(date.toISOString()), date.getTime() * 1_000)
          assert.equal(
            formatTimestamp(date.getTime() * 1_000)?.slice(0, 23),
            date.toISOString().slice(0, 23)
          )
        }
      )
    )
  })

  it("writes nothing for what is no point in time", () => {
    for (const micros of [Number.NaN, Infinity, -Infinity, 1e18]) {
      assert.equal(formatTimestamp(micros), undefined)
    }
    assert.equal(isoSecond(NOON / 1e6), "2025-12-14T12:00:00")
  })
})
