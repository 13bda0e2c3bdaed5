/** Which SQLite driver to use: `sqlite3` where it loads, else `node:sqlite`, or the one asked for. */
import { Config, Data, Effect } from "effect"
import type { OpenHandle } from "./handle.ts"
import { openNodeSqlite } from "./node-sqlite.ts"
import { loadSqlite3 } from "./sqlite3.ts"

export const DRIVER_CHOICES = ["auto", "sqlite3", "node"] as const
export type DriverChoice = (typeof DRIVER_CHOICES)[number]

export interface Driver {
  readonly name: "sqlite3" | "node"
  readonly open: OpenHandle
  /** How many readers serve statements at the same time: one is all a synchronous driver can use. */
  readonly readers: number
}

/** AGENT_DB_DRIVER asked for a driver that cannot be loaded here. */
export class DriverUnavailable extends Data.TaggedError("DriverUnavailable")<{
  readonly driver: string
  readonly reason: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `The SQLite driver ${this.driver} cannot be loaded: ${this.reason}`
  }
}

/** The choice of AGENT_DB_DRIVER, `auto` when it is not set. */
export const driverChoice: Config.Config<DriverChoice> = Config.Literals(
  DRIVER_CHOICES,
  "AGENT_DB_DRIVER"
).pipe(Config.withDefault("auto"))

export const resolveDriver = (choice: DriverChoice): Effect.Effect<Driver, DriverUnavailable> => {
  if (choice === "node") return Effect.succeed(NODE)
  if (choice === "sqlite3") return sqlite3Driver
  return Effect.catch(sqlite3Driver, (unavailable) =>
    Effect.as(Effect.logDebug("using node:sqlite", unavailable.message), NODE)
  )
}

const NODE: Driver = { name: "node", open: openNodeSqlite, readers: 1 }

const sqlite3Driver = loadSqlite3.pipe(
  Effect.map((open): Driver => ({ name: "sqlite3", open, readers: 4 })),
  Effect.mapError((cause) => {
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)
    return new DriverUnavailable({ driver: "sqlite3", reason, cause })
  })
)
