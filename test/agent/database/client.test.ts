/** The SQL client: statements, their spans, the pool's figures, values in and out. */
import assert from "node:assert/strict"
import { Deferred, Effect, Fiber } from "effect"
import { SqlClient } from "effect/sql"
import { resolveDriver } from "../../../agent/database/driver.ts"
import { ConnectionPool, makePool } from "../../../agent/database/pool.ts"
import { onEachDriver } from "../workshop.ts"

const statement = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* sql`SELECT id, email FROM customers WHERE id <= ${2} OR email = ${"nobody@example.com"}`
})

onEachDriver("the SQL client", (workshop, driver) => {
  it("spans a statement with its text but not its values, and the rows it answered", async () => {
    const { lines } = await workshop().record(statement)
    const query = lines.findLast((line) => line.metric === "db_query")
    assert.equal(query?.name, "SELECT customers")
    const { "db.client.connection.wait_time_ms": waitMs, ...attributes } = query?.attributes ?? {}
    assert.deepEqual(attributes, {
      "db.system.name": "sqlite",
      "effect.sql.method": "execute",
      "db.query.text": "SELECT id, email FROM customers WHERE id <= ? OR email = ?",
      "db.response.returned_rows": 2,
      "db.operation.name": "SELECT"
    })
    assert.ok(Number(waitMs) >= 0)
    assert.equal(
      lines.some((line) => JSON.stringify(line).includes("example.com")),
      false
    )
  })

  it("spans the wait for a connection below the statement, with the pool's figures", async () => {
    const { lines } = await workshop().record(statement)
    const query = lines.findLast((line) => line.metric === "db_query")
    const connection = lines.findLast((line) => line.metric === "db_connection")
    assert.equal(connection?.parent_span_id, query?.span_id)
    assert.equal(connection?.name, "acquire reader")
    assert.equal(connection?.attributes?.["db.client.connection.in_use"], 1)
    assert.equal(
      connection?.attributes?.["db.client.connection.pool_size"],
      driver === "node" ? 2 : 5
    )
  })

  it("measures how long a statement waited for the writer", async () => {
    const { answer, lines } = await workshop().record(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const pool = yield* ConnectionPool
        const held = yield* Deferred.make<void>()
        const release = yield* Deferred.make<void>()
        const holder = yield* Effect.forkChild(
          sql.withTransaction(
            Effect.andThen(Deferred.succeed(held, undefined), Deferred.await(release))
          )
        )
        yield* Deferred.await(held)
        const startedMs = performance.now()
        const waiter = yield* Effect.forkChild(
          sql`UPDATE customers SET phone = '' WHERE id = 0`.pipe(Effect.asVoid)
        )
        while (pool.state().waiting === 0) yield* Effect.yieldNow
        const waitedMs = performance.now() - startedMs
        while (performance.now() - startedMs < waitedMs + 5) yield* Effect.yieldNow
        yield* Deferred.succeed(release, undefined)
        yield* Fiber.join(holder)
        yield* Fiber.join(waiter)
        return pool.state()
      })
    )
    const update = lines.find((line) => line.name === "UPDATE customers")
    assert.ok(Number(update?.attributes?.["db.client.connection.wait_time_ms"]) >= 5)
    assert.deepEqual(answer, { inUse: 0, waiting: 0, size: driver === "node" ? 2 : 5 })
  })

  it("brings every type of value there and back", async () => {
    const rows = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const bytes = new Uint8Array([1, 2, 3]).subarray(1)
        const at = new Date("2026-03-01T00:00:00Z")
        return yield* sql`SELECT ${true} AS yes, ${7} AS whole, typeof(${7}) AS type, ${1.5} AS real,
          ${"ü\u0000"} AS text, ${null} AS none, ${5n} AS big, ${bytes} AS bytes, ${at} AS at`
      })
    )
    const { bytes, ...row } = rows[0] ?? {}
    assert.deepEqual(row, {
      yes: 1,
      whole: 7,
      type: "integer",
      real: 1.5,
      text: "ü\u0000",
      none: null,
      big: 5,
      at: "2026-03-01T00:00:00.000Z"
    })
    assert.deepEqual([...(bytes as Uint8Array)], [2, 3])
  })

  it("answers more different statements than a connection keeps prepared", async () => {
    const sum = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        let sum = 0
        for (let round = 0; round < 2; round++) {
          for (let index = 0; index < 200; index++) {
            const [row] = yield* sql.unsafe<{ n: number }>(`SELECT ${index} AS n`)
            sum += row?.n ?? 0
          }
        }
        return sum
      })
    )
    assert.equal(sum, 199 * 200)
  })

  it("refuses a write on a connection for reading", async () => {
    await workshop().run(Effect.void)
    const options = { file: workshop().file, busyTimeoutMs: 1000, extensions: [] }
    const error = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const pool = yield* makePool({ ...options, driver: yield* resolveDriver(driver) })
          const { handle } = yield* pool.reader
          return yield* Effect.flip(handle.all("DELETE FROM conversation_logs", []))
        })
      )
    )
    assert.match(String(error.reason.cause), /readonly database/u)
  })

  it("gives rows as values", async () => {
    const values = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* sql`SELECT id, first_name FROM customers WHERE id < ${3} ORDER BY id`.values
      })
    )
    assert.deepEqual(values, [
      [1, "John"],
      [2, "Jane"]
    ])
  })

  it("keeps its prepared statements right when the tables change", async () => {
    const columns = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const read = sql`SELECT * FROM sample_day`
        const before = Object.keys((yield* read)[0] ?? {})
        yield* sql`ALTER TABLE sample_day ADD COLUMN note TEXT`
        return [before, Object.keys((yield* read)[0] ?? {})]
      })
    )
    assert.deepEqual(columns, [
      ["id", "day"],
      ["id", "day", "note"]
    ])
  })
})
