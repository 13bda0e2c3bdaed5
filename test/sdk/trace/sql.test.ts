/** A client that Lapline.sql has taken over does all that it did before. */

import assert from "node:assert/strict"
import { Effect, Stream } from "effect"
import { SqlClient, Statement } from "effect/sql"
import { Lapline } from "../../../sdk/index.ts"
import { named, record } from "./log.ts"
import { memoryDatabase } from "./programs/memory-database.ts"

const withClient = <A, E>(
  use: (sql: SqlClient.SqlClient, plain: SqlClient.SqlClient) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const plain = yield* SqlClient.SqlClient
    return yield* use(Lapline.sql(plain), plain)
  }).pipe(Effect.provide(memoryDatabase))

const check = (
  use: (sql: SqlClient.SqlClient, plain: SqlClient.SqlClient) => Effect.Effect<unknown, unknown>
) => Effect.runPromise(withClient(use))

describe("Lapline.sql", () => {
  it("answers what the client answers, in every form of a statement", () =>
    check((sql) =>
      Effect.gen(function* () {
        yield* sql`CREATE TABLE t (a INTEGER, b TEXT)`
        yield* sql`INSERT INTO t ${sql.insert([
          { a: 1, b: "one" },
          { a: 2, b: "two" }
        ])}`
        const query = sql<{ a: number; b: string }>`SELECT a, b FROM t ORDER BY a`
        const plain = (rows: readonly object[]) => rows.map((row) => ({ ...row }))
        const rows = [
          { a: 1, b: "one" },
          { a: 2, b: "two" }
        ]
        assert.deepEqual(plain(yield* query), rows)
        assert.deepEqual(plain(yield* query.withoutTransform), rows)
        assert.deepEqual(plain(yield* query.unprepared), rows)
        assert.deepEqual(yield* query.values, [
          [1, "one"],
          [2, "two"]
        ])
        assert.deepEqual(yield* query.valuesUnprepared, yield* query.values)
        assert.equal(((yield* query.raw) as readonly unknown[]).length, 2)
        assert.deepEqual(plain(yield* Stream.runCollect(query.stream)), rows)
        assert.deepEqual(plain(yield* sql.unsafe("SELECT a FROM t WHERE a = ?", [2])), [{ a: 2 }])
      })
    ))

  it("makes statements that are parts of others, and compile as they did", () =>
    check((sql, plain) =>
      Effect.gen(function* () {
        yield* sql`CREATE TABLE t (a INTEGER)`
        yield* sql`INSERT INTO t VALUES (1), (2), (3)`
        const big = sql`a > ${1}`
        assert(Statement.isFragment(big))
        const query = sql`SELECT a FROM ${sql("t")} WHERE ${sql.and([big, sql`a < ${3}`])}`
        assert.deepEqual(
          query.compile(),
          plain`SELECT a FROM ${plain("t")} WHERE ${plain.and([plain`a > ${1}`, plain`a < ${3}`])}`.compile()
        )
        assert.deepEqual(
          (yield* query).map((row) => ({ ...row })),
          [{ a: 2 }]
        )
      })
    ))

  it("keeps transactions: what fails is rolled back, also inside another one", () =>
    check((sql) =>
      Effect.gen(function* () {
        yield* sql`CREATE TABLE t (a INTEGER)`
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* sql`INSERT INTO t VALUES (1)`
            const inner = Effect.andThen(sql`INSERT INTO t VALUES (2)`, Effect.fail("back"))
            yield* Effect.exit(sql.withTransaction(inner))
          })
        )
        assert.deepEqual(yield* sql`SELECT a FROM t`.values, [[1]])
      })
    ))

  it("gives a transformer of the host the statements it always got", () =>
    check((sql) => {
      const seen: unknown[] = []
      const transformer: Statement.Transformer = (statement) =>
        Effect.sync(() => {
          seen.push(statement.compile()[0])
          return statement
        })
      return sql`SELECT 1`.pipe(
        Effect.provideService(Statement.CurrentTransformer, transformer),
        Effect.tap(() => Effect.sync(() => assert.deepEqual(seen, ["SELECT 1"])))
      )
    }))

  it("has copies of the client that are its own", () =>
    check((sql, plain) =>
      Effect.sync(() => {
        assert.equal(sql.safe, sql)
        assert.equal(sql.withoutTransforms(), sql)
        assert.equal(sql.driver, plain.driver)
        assert.equal(sql.transactionService, plain.transactionService)
        assert.deepEqual(sql("orders"), plain("orders"))
      })
    ))

  it("records the line of the template, also for a statement made in one place and run in another", async () => {
    const line = (): number =>
      Number(/:(\d+):\d+\)?$/.exec(new Error().stack?.split("\n")[2] ?? "")?.[1])
    let made = 0
    const program = withClient((sql) => {
      made = line() + 1
      const statement = sql`SELECT 1 FROM sqlite_master`
      return Effect.all([statement, statement, statement.values]).pipe(Effect.withSpan("elsewhere"))
    })
    const queries = (await record(program)).filter(({ metric }) => metric === "db_query")
    assert.deepEqual(
      queries.map(({ code }) => code.line),
      [made, made, made]
    )
  })

  it("leaves a failing statement its error", async () => {
    const records = await record(withClient((sql) => Effect.exit(sql`SELECT * FROM nothing`)))
    const { error, status } = named(records, "SELECT nothing")
    assert.deepEqual([status, error?.type], ["error", "SqlError"])
  })
})
