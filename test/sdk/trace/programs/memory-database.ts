/** An Effect SQL client on a database in memory: the least that runs statements and transactions. */

import { DatabaseSync } from "node:sqlite"
import { Effect, Layer, Semaphore, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlConnection, SqlError, Statement } from "effect/sql"

const failure = (cause: unknown) =>
  new SqlError.SqlError({
    reason: SqlError.classifySqliteError(cause, { operation: "execute", message: "failed" })
  })

const makeClient = Effect.gen(function* () {
  const database = new DatabaseSync(":memory:")
  const all = (sql: string, params: readonly unknown[]) =>
    Effect.try({
      try: () => database.prepare(sql).all(...(params as readonly string[])),
      catch: failure
    })
  const connection: SqlConnection.Connection = {
    execute: all,
    executeUnprepared: all,
    executeRaw: all,
    executeValues: (sql, params) => Effect.map(all(sql, params), (rows) => rows.map(Object.values)),
    executeValuesUnprepared: (sql, params) =>
      Effect.map(all(sql, params), (rows) => rows.map(Object.values)),
    executeStream: (sql, params) => Stream.unwrap(Effect.map(all(sql, params), Stream.fromIterable))
  }
  const semaphore = yield* Semaphore.make(1)
  return yield* SqlClient.make({
    ...SqlClient.makeSqliteAcquirers({ connection: Effect.succeed(connection), semaphore }),
    driver: "memory",
    compiler: Statement.makeCompilerSqlite(),
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

export const memoryDatabase: Layer.Layer<SqlClient.SqlClient> = Layer.effect(
  SqlClient.SqlClient,
  makeClient
).pipe(Layer.provide(Reactivity.layer))
