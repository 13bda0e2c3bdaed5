/** One open SQLite connection as the pool sees it, whichever driver opened it, and its errors. */
import type { Effect, Scope } from "effect"
import { SqlError } from "effect/sql"

export interface Row {
  readonly [column: string]: unknown
}

export interface SqliteHandle {
  /** Runs a statement and answers its rows; a prepared statement is kept for the next time. */
  readonly all: (
    sql: string,
    params: ReadonlyArray<unknown>
  ) => Effect.Effect<ReadonlyArray<Row>, SqlError.SqlError>
  /** Runs statements without parameters that are not worth keeping, such as DDL and PRAGMAs. */
  readonly exec: (sql: string) => Effect.Effect<void, SqlError.SqlError>
}

export interface OpenOptions {
  readonly file: string
  readonly role: "reader" | "writer"
  /** How long a statement waits for another process's lock, in milliseconds. */
  readonly busyTimeoutMs: number
  /** Paths of loadable extensions. */
  readonly extensions: ReadonlyArray<string>
}

export type OpenHandle = (
  options: OpenOptions
) => Effect.Effect<SqliteHandle, SqlError.SqlError, Scope.Scope>

/** The number of prepared statements one connection keeps. */
export const STATEMENT_CACHE_SIZE = 128

/**
 * The drivers name the same SQLite error differently (`errcode`, `errno`, primary or extended
 * codes), so it is brought to one form before Effect classifies it.
 */
export const sqliteError = (cause: unknown, operation: string): SqlError.SqlError =>
  new SqlError.SqlError({
    reason: SqlError.classifySqliteError(normalized(cause), {
      operation,
      message: `SQLite ${operation} failed`
    })
  })

const SQLITE_CONSTRAINT_UNIQUE = 2067

const normalized = (cause: unknown): unknown => {
  if (!(cause instanceof Error)) return cause
  const unique = cause.message.includes("UNIQUE constraint failed")
  const errno = unique ? SQLITE_CONSTRAINT_UNIQUE : numeric(cause, "errcode")
  return errno === undefined ? cause : Object.assign(new Error(cause.message), { errno })
}

const numeric = (cause: Error, key: string): number | undefined => {
  const value: unknown = Reflect.get(cause, key)
  return typeof value === "number" ? value : undefined
}
