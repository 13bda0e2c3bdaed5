/**
 * A pool of SQLite connections: several readers, one writer.
 *
 * SQLite lets one connection write at a time. With one writer in the process, writers queue here,
 * fairly and without polling, and SQLite's busy timeout is left for other processes alone.
 */
import { Clock, Context, Effect, Schedule, type Scope, Semaphore } from "effect"
import type { SqlError } from "effect/sql"
import { Lap } from "lapline"
import type { Driver } from "./driver.ts"
import type { SqliteHandle } from "./handle.ts"

export interface PoolState {
  readonly inUse: number
  readonly size: number
  readonly waiting: number
}

/** The pool's figures, for whoever samples resources. */
export class ConnectionPool extends Context.Service<
  ConnectionPool,
  { readonly driver: Driver["name"]; readonly state: () => PoolState }
>()("return-agent/ConnectionPool") {}

/** A connection for as long as the scope is open, and how long it was waited for. */
export type Lease = Effect.Effect<Leased, never, Scope.Scope>

export interface Leased {
  readonly handle: SqliteHandle
  readonly waitedMs: number
}

export interface Pool {
  readonly reader: Lease
  readonly writer: Lease
  readonly state: () => PoolState
}

export interface PoolOptions {
  readonly driver: Driver
  readonly file: string
  readonly busyTimeoutMs: number
  readonly extensions: ReadonlyArray<string>
}

/** Effect's own key, on a statement's span too. */
export const WAIT_TIME = "db.client.connection.wait_time_ms"

const acquireReader = Lap.connection("acquire reader")((lane: Lane) => takeFrom(lane))
const acquireWriter = Lap.connection("acquire writer")((lane: Lane) => takeFrom(lane))

/** Opens all connections, the writer first because it creates the file. */
export const makePool = (
  options: PoolOptions
): Effect.Effect<Pool, SqlError.SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const { file, busyTimeoutMs, extensions, driver } = options
    const shared = { file, busyTimeoutMs, extensions }
    const writer = yield* driver.open({ ...shared, role: "writer" })
    yield* Effect.retry(writer.exec("PRAGMA journal_mode = WAL"), {
      // Switching a new file to WAL needs it for oneself, and SQLite does not wait for that.
      while: (error) => error.reason._tag === "LockTimeoutError",
      schedule: Schedule.spaced("20 millis"),
      times: 250
    })
    yield* writer.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")
    const readers: Array<SqliteHandle> = []
    for (let opened = 0; opened < driver.readers; opened++) {
      const reader = yield* driver.open({ ...shared, role: "reader" })
      yield* reader.exec("PRAGMA query_only = ON")
      readers.push(reader)
    }
    const usage: Usage = { inUse: 0, waiting: 0, size: readers.length + 1 }
    const readLane = makeLane(readers, usage)
    const writeLane = makeLane([writer], usage)
    return {
      reader: acquireReader(readLane),
      writer: acquireWriter(writeLane),
      state: () => ({ ...usage })
    }
  })

interface Usage {
  inUse: number
  waiting: number
  readonly size: number
}

interface Lane {
  readonly idle: Array<SqliteHandle>
  readonly permits: Semaphore.Semaphore
  readonly usage: Usage
}

const makeLane = (handles: ReadonlyArray<SqliteHandle>, usage: Usage): Lane => ({
  idle: [...handles],
  permits: Semaphore.makeUnsafe(handles.length),
  usage
})

/** Waits for a free connection of the lane and holds it until the scope closes. */
const takeFrom = (lane: Lane): Lease =>
  Effect.gen(function* () {
    const { usage } = lane
    const startedNs = yield* Clock.currentTimeNanos
    usage.waiting++
    yield* Effect.ensuring(
      lane.permits.takeScoped(1),
      Effect.sync(() => usage.waiting--)
    )
    const handle = yield* Effect.acquireRelease(checkOut(lane), (handle) =>
      Effect.sync(() => {
        usage.inUse--
        lane.idle.push(handle)
      })
    )
    const waitedMs = Number((yield* Clock.currentTimeNanos) - startedNs) / 1e6
    yield* Lap.annotate({
      [WAIT_TIME]: waitedMs,
      "db.client.connection.in_use": usage.inUse,
      "db.client.connection.pool_size": usage.size
    })
    return { handle, waitedMs }
  })

const checkOut = (lane: Lane): Effect.Effect<SqliteHandle> =>
  Effect.suspend(() => {
    const handle = lane.idle.pop()
    // The lane has as many permits as connections.
    if (handle === undefined) return Effect.die("a permit without a connection")
    lane.usage.inUse++
    return Effect.succeed(handle)
  })
