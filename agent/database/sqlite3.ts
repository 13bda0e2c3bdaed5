/** Connections over the npm package `sqlite3`: statements run on libuv's threads, off the event loop. */
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type Sqlite3 from "sqlite3"
import { type OpenHandle, type Row, sqliteError, STATEMENT_CACHE_SIZE } from "./handle.ts"
import { makeStatementCache } from "./statement-cache.ts"

/** The package is optional: it has to be compiled or fetched for the platform, and may be absent. */
export const loadSqlite3: Effect.Effect<OpenHandle, unknown> = Effect.map(
  Effect.tryPromise({
    try: () => import("sqlite3").then((module) => module.default),
    catch: (cause) => cause
  }),
  (sqlite3) => openWith(sqlite3)
)

const openWith =
  (sqlite3: typeof Sqlite3): OpenHandle =>
  (options) =>
    Effect.gen(function* () {
      const database = yield* Effect.acquireRelease(
        Effect.callback<Sqlite3.Database, SqlError.SqlError>((resume) => {
          const opened = new sqlite3.Database(options.file, (error) =>
            resume(error ? Effect.fail(sqliteError(error, "open")) : Effect.succeed(opened))
          )
        }),
        (database) => Effect.ignore(call<void>("close", (done) => database.close(done)))
      )
      database.configure("busyTimeout", options.busyTimeoutMs)
      for (const extension of options.extensions) {
        yield* call<void>("extension", (done) => database.loadExtension(extension, done))
      }
      const statements = makeStatementCache<Sqlite3.Statement>(STATEMENT_CACHE_SIZE)
      yield* Effect.addFinalizer(() =>
        Effect.forEach(statements.drain(), finalize, { discard: true })
      )
      const prepare = (sql: string) =>
        Effect.suspend(() => {
          const kept = statements.get(sql)
          if (kept !== undefined) return Effect.succeed(kept)
          return Effect.tap(prepareStatement(database, sql), (statement) => {
            const evicted = statements.keep(sql, statement)
            return evicted === undefined ? Effect.void : finalize(evicted)
          })
        })
      const all = (sql: string, params: ReadonlyArray<unknown>) =>
        Effect.flatMap(prepare(sql), (statement) =>
          call<ReadonlyArray<Row>>("execute", (done) =>
            statement.all(params.map(bindable), (error: Error | null, rows: Array<Row>) =>
              done(error, rows)
            )
          )
        )
      return {
        // A statement that has started cannot be called back from its thread, so an interruption
        // waits for it: the connection must be idle before anyone else gets it.
        all: (sql, params) => Effect.uninterruptible(all(sql, params)),
        exec: (sql) =>
          Effect.uninterruptible(call<void>("execute", (done) => database.exec(sql, done)))
      }
    })

const prepareStatement = (database: Sqlite3.Database, sql: string) =>
  Effect.callback<Sqlite3.Statement, SqlError.SqlError>((resume) => {
    const statement = database.prepare(sql, (error: Error | null) =>
      resume(error ? Effect.fail(sqliteError(error, "prepare")) : Effect.succeed(statement))
    )
  })

const finalize = (statement: Sqlite3.Statement) =>
  Effect.ignore(call<void>("finalize", (done) => statement.finalize(() => done(null))))

type Done<A> = (error: Error | null, value?: A) => void

const call = <A>(operation: string, start: (done: Done<A>) => void) =>
  Effect.callback<A, SqlError.SqlError>((resume) =>
    start((error, value) =>
      resume(error ? Effect.fail(sqliteError(error, operation)) : Effect.succeed(value as A))
    )
  )

/** This driver binds no BigInt, and only a Buffer as a blob. */
const bindable = (value: unknown): unknown => {
  if (value === undefined) return null
  if (typeof value === "bigint") return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
  return value
}
