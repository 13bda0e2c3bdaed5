/** Effect's SqlConnection on the pool: reads go to a reader, everything else to the writer. */
import { Effect, Stream } from "effect"
import type { SqlConnection, SqlError } from "effect/sql"
import { Lap } from "lapline"
import type { Row, SqliteHandle } from "./handle.ts"
import { type Pool, WAIT_TIME } from "./pool.ts"

type Run = (
  sql: string,
  params: ReadonlyArray<unknown>
) => Effect.Effect<ReadonlyArray<Row>, SqlError.SqlError>

const commit = Lap.commit("COMMIT")
const rollback = Lap.rollback("ROLLBACK")

/** For statements outside a transaction: a connection is borrowed for each of them. */
export const routedConnection = (pool: Pool): SqlConnection.Connection =>
  makeConnection((sql, params) =>
    Effect.scoped(
      Effect.flatMap(READ.test(sql) ? pool.reader : pool.writer, ({ handle, waitedMs }) =>
        // Effect measured the wait for this routing connection, which is none.
        Effect.andThen(Effect.annotateCurrentSpan(WAIT_TIME, waitedMs), runOn(handle, sql, params))
      )
    )
  )

/** For a transaction: every statement on one handle. */
export const handleConnection = (handle: SqliteHandle): SqlConnection.Connection =>
  makeConnection((sql, params) => runOn(handle, sql, params))

/**
 * Anything else may write. A read that is not recognised (`WITH …`) only waits its turn at the
 * writer; a write taken for a read would be refused by the reader's `query_only`.
 */
const READ = /^\s*(?:SELECT|VALUES|EXPLAIN)\b/iu
const OPERATION = /^\s*(\w+)/u
const CONTROL = /^(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/u

const runOn = (handle: SqliteHandle, sql: string, params: ReadonlyArray<unknown>) => {
  // Effect opens no span for these, so an attribute would land on whatever span is around.
  if (CONTROL.test(sql)) return runControl(handle, sql)
  return Effect.tap(handle.all(sql, params), (rows) =>
    Effect.annotateCurrentSpan({
      "db.response.returned_rows": rows.length,
      "db.operation.name": OPERATION.exec(sql)?.[1]?.toUpperCase() ?? ""
    })
  )
}

const runControl = (handle: SqliteHandle, sql: string) => {
  const run = handle.all(sql, [])
  if (sql === "COMMIT") return commit(run)
  return sql === "ROLLBACK" ? rollback(run) : run
}

const makeConnection = (run: Run): SqlConnection.Connection => {
  const execute: SqlConnection.Connection["execute"] = (sql, params, transformRows) =>
    transformRows === undefined ? run(sql, params) : Effect.map(run(sql, params), transformRows)
  const values: SqlConnection.Connection["executeValues"] = (sql, params) =>
    Effect.map(run(sql, params), (rows) => rows.map((row) => Object.values(row)))
  return {
    execute,
    executeRaw: run,
    executeValues: values,
    executeValuesUnprepared: values,
    executeUnprepared: execute,
    executeStream: (sql, params, transformRows) =>
      Stream.unwrap(Effect.map(execute(sql, params, transformRows), Stream.fromIterable))
  }
}
