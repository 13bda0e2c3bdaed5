/** A program with a span of every kind; `place:` names the span that must be recorded on its line, or on the line above. */

import { Effect, Stream } from "effect"
import { Chat } from "effect/ai"
import { SqlClient } from "effect/sql"
import { Lap, Lapline } from "../../../../sdk/index.ts"
import { memoryDatabase } from "./memory-database.ts"

const ready = Lap.step("ready") // place: ready

const checkRules = Lap.step("rules", {
  attributes: { "app.rules": 9 }
})(function* (days: number) {
  // place: rules
  yield* Effect.succeed(days).pipe(ready)
  return days < 30
})

const shopTools = {
  checkEligibility: Lap.tool("CheckEligibility")(function* (order: string) {
    // place: execute_tool CheckEligibility
    yield* Effect.void.pipe(Effect.withSpan("piped span")) // place: piped span
    yield* Effect.withSpan(Effect.void, "span of an effect") // place: span of an effect
    yield* fetchOrder(order)
    // Nobody captures where useSpan is called: the tool around it is the nearest place known.
    yield* Effect.useSpan("span of a library", () => Effect.void)
    // This one has a frame, in the library that made it.
    const chat = yield* Chat.empty
    yield* Effect.orDie(chat.export)
    return yield* checkRules(order.length)
  })
}

const fetchOrder = Effect.fn("fetchOrder")(function* (order: string) {
  // place: fetchOrder
  yield* Effect.useSpan("span inside a function", () => Effect.void)
  return order
})

const handle = Effect.fn("handle")(function* (order: string) {
  // place: handle
  return yield* shopTools.checkEligibility(order)
})

const makeHelper = () =>
  Lap.operation({ metric: "span", name: "made in a function" })(() => Effect.void) // place: made in a function

const useDatabase = Lap.step("database")(function* () {
  // place: database
  const sql = Lapline.sql(yield* SqlClient.SqlClient)
  yield* sql`CREATE TABLE orders (id TEXT, total INTEGER)` // place: CREATE orders
  yield* sql`INSERT INTO orders ${sql.insert({ id: "1", total: 2 })}` // place: INSERT orders
  yield* sql.unsafe("DELETE FROM orders WHERE id = ?", ["9"]) // place: DELETE orders
  yield* sql.withTransaction(
    // place: sql.transaction
    sql`UPDATE orders SET total = ${3}` // place: UPDATE orders
  )
  yield* Stream.runDrain(sql`SELECT total FROM orders`.stream) // place: SELECT orders
  yield* sql`PRAGMA user_version`.values // place: PRAGMA
})

const plainStatements = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ANALYZE`
}).pipe(Effect.withSpan("plain statements")) // place: plain statements

const turn = Lap.turn("shop")(function* () {
  // place: invoke_agent shop
  yield* handle("77893")
  yield* makeHelper()()
  yield* useDatabase()
  yield* plainStatements
})

const directory = process.argv[2] ?? ".lapline"
const root = process.argv[3] ?? process.cwd()
await Effect.runPromise(
  turn().pipe(Effect.provide(memoryDatabase), Effect.provide(Lapline.layer({ directory, root })))
)
