/** Calendar days in UTC. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { daysBefore, daysBetween, utcDay } from "../../../agent/domain/days.ts"

const day = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => utcDay(date.getTime()))

describe("days", () => {
  it("count from midnight to midnight in UTC, not in spans of 24 hours", () => {
    assert.equal(daysBetween("2026-03-01T23:59:59.999Z", "2026-03-02"), 1)
    assert.equal(daysBetween("2026-03-01T00:00:00.000Z", "2026-03-01"), 0)
    assert.equal(daysBetween("2026-03-02", "2026-03-01"), -1)
  })

  it("cross a leap day and a change of the clocks without losing one", () => {
    assert.equal(daysBetween("2028-02-28", "2028-03-01"), 2)
    assert.equal(daysBetween("2026-03-28T12:00:00.000Z", "2026-03-30"), 2)
  })

  it("back to a date are counted as those days again", () => {
    fc.assert(
      fc.property(day, fc.nat(5000), fc.nat(86_399), (today, days, second) => {
        assert.equal(daysBetween(daysBefore(today, days, second), today), days)
      })
    )
  })
})
