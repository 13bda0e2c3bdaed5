/** The sample data on later days: its ages stay, its dates follow the calendar. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { findOrder } from "../../../agent/database/orders.ts"
import { moveSampleDay } from "../../../agent/database/sample-day.ts"
import { daysSinceOrder } from "../../../agent/domain/eligibility.ts"
import { onEachDriver } from "../workshop.ts"

const ageOf = (orderNumber: string) =>
  Effect.map(findOrder(orderNumber), (found) =>
    found === undefined ? undefined : daysSinceOrder(found.order, found.today)
  )

const dates = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [order] = yield* sql`SELECT order_date FROM orders WHERE order_number = '45110'`
  const [rma] = yield* sql`SELECT created_at, updated_at FROM rmas WHERE rma_number = 'RMA4567'`
  return { ...order, ...rma }
})

const FIRST_DAY = "2026-02-10T22:30:00Z"

onEachDriver("the sample day", (workshop) => {
  it("keeps order 45110 at 185 days, on the day of the seed and a year later", async () => {
    assert.equal(await workshop().run(ageOf("45110"), { at: FIRST_DAY }), 185)
    for (const at of ["2026-02-11T00:10:00Z", "2026-03-01T12:00:00Z", "2027-02-10T12:00:00Z"]) {
      const age = await workshop().run(Effect.andThen(moveSampleDay, ageOf("45110")), { at })
      assert.equal(age, 185, at)
    }
  })

  it("moves the dates of orders and returns by the days that passed, and says how many", async () => {
    const before = await workshop().run(dates, { at: FIRST_DAY })
    const moved = await workshop().run(moveSampleDay, { at: "2026-02-20T01:00:00Z" })
    assert.equal(moved, 10)
    const after = await workshop().run(dates, { at: FIRST_DAY })
    for (const [column, date] of Object.entries(before)) {
      const shifted = Date.parse(String(Reflect.get(after, column))) - Date.parse(String(date))
      assert.equal(shifted, 10 * 86_400_000, column)
      assert.match(String(Reflect.get(after, column)), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u)
    }
  })

  it("comes back with a clock that was set back", async () => {
    const before = await workshop().run(dates, { at: FIRST_DAY })
    assert.equal(await workshop().run(moveSampleDay, { at: "2026-02-12T12:00:00Z" }), 2)
    assert.equal(await workshop().run(moveSampleDay, { at: FIRST_DAY }), -2)
    assert.deepEqual(await workshop().run(dates, { at: FIRST_DAY }), before)
  })

  it("does not age an order while the program runs over midnight", async () => {
    await workshop().run(Effect.void, { at: "2026-02-10T23:59:59Z" })
    assert.equal(await workshop().run(ageOf("77893"), { at: "2026-02-11T00:00:01Z" }), 15)
  })

  it("writes nothing on the same day", async () => {
    await workshop().run(Effect.void, { at: FIRST_DAY })
    assert.equal(await workshop().run(moveSampleDay, { at: "2026-02-10T03:00:00Z" }), 0)
  })

  it("is moved once by several that find it old", async () => {
    await workshop().run(Effect.void, { at: FIRST_DAY })
    const all = Effect.all(
      Array.from({ length: 8 }, () => moveSampleDay),
      { concurrency: "unbounded" }
    )
    const moved = await workshop().run(all, { at: "2026-02-15T12:00:00Z" })
    assert.deepEqual(
      moved.filter((days) => days !== 0),
      [5]
    )
    assert.equal(await workshop().run(ageOf("45110"), { at: "2026-02-15T12:00:00Z" }), 185)
  })
})
