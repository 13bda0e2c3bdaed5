/** Connections over `node:sqlite`: always there, synchronous, so each statement blocks the event loop. */
import { Effect } from "effect"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import { type OpenHandle, sqliteError, STATEMENT_CACHE_SIZE } from "./handle.ts"
import { makeStatementCache } from "./statement-cache.ts"

export const openNodeSqlite: OpenHandle = (options) =>
  Effect.gen(function* () {
    const database = yield* Effect.acquireRelease(
      attempt("open", () => {
        const allowExtension = options.extensions.length > 0
        const timeout = options.busyTimeoutMs
        const database = new DatabaseSync(options.file, { allowExtension, timeout })
        for (const extension of options.extensions) database.loadExtension(extension)
        return database
      }),
      (database) => Effect.sync(() => database.close())
    )
    const statements = makeStatementCache<StatementSync>(STATEMENT_CACHE_SIZE)
    const prepare = (sql: string): StatementSync => {
      const kept = statements.get(sql)
      if (kept !== undefined) return kept
      const statement = database.prepare(sql)
      statements.keep(sql, statement)
      return statement
    }
    return {
      all: (sql, params) => attempt("execute", () => prepare(sql).all(...params.map(bindable))),
      exec: (sql) => attempt("execute", () => database.exec(sql))
    }
  })

const attempt = <A>(operation: string, body: () => A) =>
  Effect.try({ try: body, catch: (cause) => sqliteError(cause, operation) })

/**
 * Whole numbers go in as BigInt because this driver binds every number as REAL, which a virtual
 * table's integer columns refuse. Other types it cannot bind fail in the driver.
 */
const bindable = (value: unknown): SQLInputValue => {
  if (value === undefined) return null
  if (typeof value === "boolean") return value ? 1n : 0n
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value)
  if (value instanceof Date) return value.toISOString()
  return value as SQLInputValue
}
