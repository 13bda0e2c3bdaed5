/** Transactions: all or nothing, one at a time, and spans that nest. */
import assert from "node:assert/strict"
import { Deferred, Effect, Fiber } from "effect"
import { SqlClient } from "effect/sql"
import { Lap } from "lapline"
import { inTransaction } from "../../../agent/database/transaction.ts"
import { ConnectionPool } from "../../../agent/database/pool.ts"
import { type Line, onEachDriver } from "../workshop.ts"

const writing = inTransaction({
  transaction: Lap.transaction("test"),
  commit: Lap.operation({ metric: "span", name: "commit step", step: "commit_step" })
})

const setStatus = (status: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`UPDATE orders SET status = ${status} WHERE order_number = '77893'`
  })

const status = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ status: string }>`SELECT status FROM orders
    WHERE order_number = '77893'`
  return row?.status
})

const insertTwice = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* setStatus("Pending")
  yield* sql`INSERT INTO sample_day (id, day) VALUES (1, '2026-01-01')`
})

const parentOf = (lines: ReadonlyArray<Line>, line: Line | undefined): Line | undefined =>
  lines.find((other) => other.span_id === line?.parent_span_id)

onEachDriver("a transaction", (workshop) => {
  it("is seen by others when it is committed, and not before", async () => {
    const seen = await workshop().run(
      Effect.gen(function* () {
        const within = yield* Deferred.make<void>()
        const looked = yield* Deferred.make<void>()
        const fiber = yield* Effect.forkChild(
          writing(
            Effect.gen(function* () {
              yield* setStatus("Shipped")
              yield* Deferred.succeed(within, undefined)
              yield* Deferred.await(looked)
              return yield* status
            })
          )
        )
        yield* Deferred.await(within)
        const during = yield* status
        yield* Deferred.succeed(looked, undefined)
        const own = yield* Fiber.join(fiber)
        return { during, own, after: yield* status }
      })
    )
    assert.deepEqual(seen, { during: "Delivered", own: "Shipped", after: "Shipped" })
  })

  it("leaves nothing behind when a statement in it fails, and says which constraint", async () => {
    const error = await workshop().run(Effect.flip(writing(insertTwice)))
    assert.equal(error.reason._tag, "UniqueViolation")
    assert.equal(Reflect.get(error.reason, "constraint"), "sample_day.id")
    assert.equal(await workshop().run(status), "Delivered")
  })

  it("is rolled back when it is interrupted, and its connection is free again", async () => {
    const result = await workshop().run(
      Effect.gen(function* () {
        const within = yield* Deferred.make<void>()
        const body = Effect.gen(function* () {
          yield* setStatus("Shipped")
          yield* Deferred.succeed(within, undefined)
          return yield* Effect.never
        })
        const fiber = yield* Effect.forkChild(writing(body))
        yield* Deferred.await(within)
        const during = (yield* ConnectionPool).state()
        yield* Fiber.interrupt(fiber)
        return { during, after: (yield* ConnectionPool).state(), status: yield* status }
      })
    )
    assert.equal(result.during.inUse, 1)
    assert.equal(result.after.inUse, 0)
    assert.equal(result.status, "Delivered")
  })

  it("can be interrupted while it waits for the one before it", async () => {
    const state = await workshop().run(
      Effect.gen(function* () {
        const pool = yield* ConnectionPool
        const within = yield* Deferred.make<void>()
        const first = yield* Effect.forkChild(
          writing(Effect.andThen(Deferred.succeed(within, undefined), Effect.never))
        )
        yield* Deferred.await(within)
        const second = yield* Effect.forkChild(writing(setStatus("Shipped")))
        while (pool.state().waiting === 0) yield* Effect.yieldNow
        yield* Fiber.interrupt(second)
        const waiting = pool.state().waiting
        yield* Fiber.interrupt(first)
        return { waiting, inUse: pool.state().inUse, status: yield* status }
      })
    )
    assert.deepEqual(state, { waiting: 0, inUse: 0, status: "Delivered" })
  })

  it("joins the transaction around it", async () => {
    await workshop().run(
      Effect.ignore(
        writing(Effect.andThen(writing(setStatus("Shipped")), Effect.fail("change of mind")))
      )
    )
    assert.equal(await workshop().run(status), "Delivered")
  })

  it("has its connection, statements and commit within its span", async () => {
    const { lines } = await workshop().record(writing(setStatus("Shipped")))
    const transaction = lines.find((line) => line.name === "test")
    assert.equal(transaction?.metric, "db_transaction")
    const inside = lines.filter((line) => line.parent_span_id === transaction?.span_id)
    assert.deepEqual(
      inside.map((line) => [line.metric, line.step]),
      [
        ["db_connection", "total"],
        ["db_query", "total"],
        ["span", "commit_step"]
      ]
    )
    const commit = lines.findLast((line) => line.metric === "db_commit")
    assert.equal(parentOf(lines, commit)?.step, "commit_step")
  })

  it("has a rollback in place of the commit when it fails", async () => {
    const { lines } = await workshop().record(Effect.ignore(writing(insertTwice)))
    const transaction = lines.find((line) => line.name === "test")
    const rollback = lines.find((line) => line.metric === "db_rollback")
    assert.equal(rollback?.parent_span_id, transaction?.span_id)
    assert.equal(rollback?.status, "ok")
    assert.equal(transaction?.status, "error")
    assert.equal(
      lines.some((line) => line.name === "commit step"),
      false
    )
  })

  it("of Effect's own making commits on the same connection, with savepoints", async () => {
    const after = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql.withTransaction(
          Effect.andThen(
            setStatus("Shipped"),
            Effect.ignore(
              sql.withTransaction(Effect.andThen(setStatus("Pending"), Effect.fail("no")))
            )
          )
        )
        return yield* status
      })
    )
    assert.equal(after, "Shipped")
  })
})
