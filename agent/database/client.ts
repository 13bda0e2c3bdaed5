/** The database as a layer: an Effect SqlClient on the pool, with the source line of every query. */
import { type Config, Context, Effect, Layer } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient, type SqlError, Statement } from "effect/sql"
import { Lapline } from "lapline"
import { mkdirSync } from "node:fs"
import path from "node:path"
import { handleConnection, routedConnection } from "./connection.ts"
import { hasFault } from "../fault/fault.ts"
import { hoard } from "../fault/hoard.ts"
import { type DriverChoice, driverChoice, type DriverUnavailable, resolveDriver } from "./driver.ts"
import { loadable } from "./extension.ts"
import { sqliteError } from "./handle.ts"
import { ConnectionPool, makePool } from "./pool.ts"

export interface DatabaseOptions {
  /** The database file; its folder is made when missing. */
  readonly file: string
  /** AGENT_DB_DRIVER, else `auto`, when not given. */
  readonly driver?: DriverChoice
  /** Paths of SQLite extensions that every connection loads; one that cannot be loaded here is left out. */
  readonly extensions?: ReadonlyArray<string>
  /** How long a statement waits for another process's lock; 10 seconds when not given. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens the database and keeps it open for the layer's scope. The schema and the seed are not its
 * work: see `createSchema` and `seedIfEmpty`.
 */
export const databaseLayer = (
  options: DatabaseOptions
): Layer.Layer<
  SqlClient.SqlClient | ConnectionPool,
  SqlError.SqlError | DriverUnavailable | Config.ConfigError
> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const driver = yield* resolveDriver(options.driver ?? (yield* driverChoice))
      yield* makeFolder(path.dirname(options.file))
      const { file, busyTimeoutMs = 10_000 } = options
      const extensions = yield* loadable(driver, options.extensions ?? [])
      const pool = yield* makePool({ driver, file, extensions, busyTimeoutMs })
      if (yield* hasFault("pool-starve")) yield* Effect.forkScoped(hoard(pool))
      yield* Lapline.gauges(() => {
        const { inUse, size } = pool.state()
        return { "process.db_pool.in_use": inUse, "process.db_pool.size": size }
      })
      const routed = Effect.succeed(routedConnection(pool))
      const client = yield* SqlClient.make({
        driver: driver.name,
        acquirer: routed,
        borrower: (use) => Effect.flatMap(routed, use),
        transactionAcquirer: Effect.map(pool.writer, ({ handle }) => handleConnection(handle)),
        beginTransaction: BEGIN,
        releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
        compiler: Statement.makeCompilerSqlite(),
        spanAttributes: [["db.system.name", "sqlite"]]
      })
      return Context.make(SqlClient.SqlClient, Lapline.sql(client)).pipe(
        Context.add(ConnectionPool, { driver: driver.name, state: pool.state })
      )
    })
  ).pipe(Layer.provide(Reactivity.layer), Layer.provideMerge(SPANS_UNDER_STATEMENTS))

/** The write lock is taken first: a transaction that reads and then writes could not get it later. */
export const BEGIN = "BEGIN IMMEDIATE"

/** Puts the row count on the statement's own span, and the connection's span below it. */
const SPANS_UNDER_STATEMENTS = Layer.succeed(Statement.SpanPropagationEnabled, true)

const makeFolder = (folder: string) =>
  Effect.try({
    try: () => mkdirSync(folder, { recursive: true }),
    catch: (cause) => sqliteError(cause, "open")
  })
