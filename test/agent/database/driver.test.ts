/** Which driver opens the database. */
import assert from "node:assert/strict"
import { ConfigProvider, Effect } from "effect"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { databaseLayer } from "../../../agent/database/client.ts"
import { ConnectionPool } from "../../../agent/database/pool.ts"
import { createSchema } from "../../../agent/database/schema.ts"
import { resolveDriver } from "../../../agent/database/driver.ts"

describe("the choice of the driver", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lapline-driver-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const driverFor = (environment: Record<string, string>) =>
    Effect.map(ConnectionPool, (pool) => pool.driver).pipe(
      Effect.provide(databaseLayer({ file: path.join(folder, "a", "b", "x.db") })),
      Effect.provideService(
        ConfigProvider.ConfigProvider,
        ConfigProvider.fromEnv({ env: environment })
      )
    )

  it("is AGENT_DB_DRIVER's", async () => {
    assert.equal(await Effect.runPromise(driverFor({ AGENT_DB_DRIVER: "node" })), "node")
  })

  it("is the package sqlite3 exactly where it loads, when nothing is asked for", async () => {
    const loads = await Effect.runPromise(
      Effect.match(resolveDriver("sqlite3"), { onSuccess: () => true, onFailure: () => false })
    )
    assert.equal(await Effect.runPromise(driverFor({})), loads ? "sqlite3" : "node")
  })

  it("is refused by name when AGENT_DB_DRIVER names none that there is", async () => {
    const error = await Effect.runPromise(Effect.flip(driverFor({ AGENT_DB_DRIVER: "oracle" })))
    assert.match(error.message, /AGENT_DB_DRIVER/u)
  })

  const opening = (file: string) =>
    createSchema.pipe(Effect.provide(databaseLayer({ file, driver: "node" })), Effect.flip)

  it("leaves a file that is no database alone, and says so", async () => {
    const file = path.join(folder, "text.db")
    writeFileSync(file, "this is not a database, but long enough to be taken for one\n".repeat(50))
    const error = await Effect.runPromise(opening(file))
    assert.equal(error._tag, "SqlError")
    assert.match(String(Reflect.get(error, "reason")?.cause), /not a database/u)
  })

  it("does not open a database that another version made", async () => {
    const file = path.join(folder, "later.db")
    const { DatabaseSync } = await import("node:sqlite")
    const database = new DatabaseSync(file)
    database.exec("PRAGMA user_version = 7")
    database.close()
    const error = await Effect.runPromise(opening(file))
    assert.equal(error._tag, "SchemaMismatch")
    assert.match(error.message, /schema 7/u)
  })

  it("fails, and does not throw, where its folder cannot be made", async () => {
    writeFileSync(path.join(folder, "a"), "")
    const error = await Effect.runPromise(opening(path.join(folder, "a", "x.db")))
    assert.match(String(Reflect.get(error, "reason")?.cause), /ENOTDIR|EEXIST/u)
  })
})
