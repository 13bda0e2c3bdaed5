/** Keeps the sample data's ages: on a later day, its dates move forward with the calendar. */
import { Clock, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import { daysBetween, utcDay } from "../domain/days.ts"
import { inTransaction } from "./transaction.ts"

const moving = inTransaction({ transaction: Lap.transaction("move sample day") })

/**
 * Moves the dates of orders and RMAs, and the day that ages are counted to, by the days since they
 * were last moved; answers that number. One transaction: at no moment does an age change, and of
 * several processes that open the database at once the first moves it.
 */
export const moveSampleDay: Effect.Effect<number, SqlError.SqlError, SqlClient.SqlClient> =
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const today = utcDay(yield* Clock.currentTimeMillis)
    const [found] = yield* sql<{ day: string }>`SELECT day FROM sample_day`
    if (found === undefined || found.day === today) return 0
    return yield* moving(moveTo(today))
  })

const moveTo = (today: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [found] = yield* sql<{ day: string }>`SELECT day FROM sample_day`
    const days = found === undefined ? 0 : daysBetween(found.day, today)
    if (days === 0) return 0
    const shift = `${days} days`
    yield* sql`UPDATE orders SET order_date = ${moved(sql, "order_date", shift)}`
    yield* sql`UPDATE rmas SET created_at = ${moved(sql, "created_at", shift)},
      updated_at = ${moved(sql, "updated_at", shift)}`
    yield* sql`UPDATE sample_day SET day = ${today}`
    return days
  })

const moved = (sql: SqlClient.SqlClient, column: string, shift: string) =>
  sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${sql(column)}, ${shift})`
