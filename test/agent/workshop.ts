/** A seeded database with mail and a carrier in a temporary folder, on each SQLite driver that loads. */
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Lapline } from "lapline"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import path from "node:path"
import { localCarrier } from "../../agent/carrier/local-carrier.ts"
import { databaseLayer } from "../../agent/database/client.ts"
import type { ConnectionPool } from "../../agent/database/pool.ts"
import { createSchema } from "../../agent/database/schema.ts"
import { seedIfEmpty } from "../../agent/database/seed.ts"
import type { Mail } from "../../agent/mail/mail.ts"
import { maildirMail } from "../../agent/mail/maildir.ts"
import type { ToolServices } from "../../agent/tools/toolkit.ts"

export type DriverName = "node" | "sqlite3"
export type Services = ToolServices | ConnectionPool

export interface Workshop {
  readonly folder: string
  readonly file: string
  /** Runs on the seeded database; opened and closed around each run, so that every run is a start. */
  readonly run: <A, E>(body: Effect.Effect<A, E, Services>, options?: RunOptions) => Promise<A>
  /** As `run`, and answers the lines that Lapline wrote, the header left out. */
  readonly record: <A, E>(
    body: Effect.Effect<A, E, Services>
  ) => Promise<{ readonly answer: A; readonly lines: ReadonlyArray<Line> }>
}

export interface RunOptions {
  readonly mail?: Layer.Layer<Mail>
  /** The time that the clock shows, standing still; the system's clock when not given. */
  readonly at?: string
}

/** A line of the log, as plain JSON. */
export interface Line {
  readonly timestamp: string
  readonly metric: string
  readonly step: string
  readonly name: string
  readonly tool_name?: string
  readonly status: string
  readonly duration_ms: number
  readonly order_id?: string
  readonly span_id: string
  readonly parent_span_id?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly "code.file.path"?: string
  readonly "code.line.number"?: number
  readonly "error.type"?: string
}

export const REPOSITORY = path.resolve(import.meta.dirname, "../..")

/** Declares the tests of `suite` once for each driver; a driver that is not there says so as a test of its own. */
export const onEachDriver = (
  title: string,
  suite: (workshop: () => Workshop, driver: DriverName) => void
): void => {
  for (const driver of ["node", "sqlite3"] as const) {
    const obstacle = driver === "sqlite3" ? sqlite3Obstacle() : undefined
    if (obstacle !== undefined) {
      it(`${title}: left out on the package sqlite3, which does not load here (${obstacle})`, () => {
        assertStillMissing()
      })
      continue
    }
    describe(`${title} on ${driver === "node" ? "node:sqlite" : "the package sqlite3"}`, () => {
      let workshop: Workshop | undefined
      beforeEach(() => {
        workshop = openWorkshop(driver)
      })
      afterEach(() => rmSync(current().folder, { recursive: true, force: true }))
      const current = (): Workshop => {
        if (workshop === undefined) throw new Error("asked for outside a test")
        return workshop
      }
      suite(current, driver)
    })
  }
}

export const openWorkshop = (driver: DriverName): Workshop => {
  const folder = mkdtempSync(path.join(tmpdir(), "lapline-agent-"))
  const file = path.join(folder, "data", "returns.db")
  const run: Workshop["run"] = (body, options = {}) =>
    Effect.runPromise(
      prepared(body).pipe(
        Effect.provide(services(folder, file, driver, options)),
        options.at === undefined ? (effect) => effect : standingStill(options.at)
      )
    )
  const record: Workshop["record"] = async (body) => {
    const directory = mkdtempSync(path.join(folder, "log-"))
    const lapline = Lapline.layer({ service: { name: "test" }, directory, root: REPOSITORY })
    const answer = await Effect.runPromise(
      prepared(body).pipe(
        Effect.provide(services(folder, file, driver, {})),
        Effect.provide(lapline)
      )
    )
    return { answer, lines: linesIn(directory) }
  }
  return { folder, file, run, record }
}

const prepared = <A, E, R>(body: Effect.Effect<A, E, R>) =>
  createSchema.pipe(Effect.andThen(seedIfEmpty), Effect.andThen(body))

const standingStill =
  (at: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    TestClock.setTime(Date.parse(at)).pipe(
      Effect.andThen(effect),
      Effect.provide(TestClock.layer())
    )

const services = (folder: string, file: string, driver: DriverName, options: RunOptions) =>
  Layer.mergeAll(
    databaseLayer({ file, driver }),
    localCarrier(path.join(folder, "labels")),
    options.mail ?? maildirMail({ directory: maildirOf(folder), from: "Shop <shop@example.com>" })
  )

export const maildirOf = (folder: string): string => path.join(folder, "mail")

/** The raw messages that were delivered. */
export const delivered = (folder: string): ReadonlyArray<string> => {
  const fresh = path.join(maildirOf(folder), "new")
  if (!existsSync(fresh)) return []
  return readdirSync(fresh)
    .toSorted()
    .map((name) => readFileSync(path.join(fresh, name), "utf8"))
}

const linesIn = (directory: string): ReadonlyArray<Line> =>
  readdirSync(directory)
    .flatMap((name) => readFileSync(path.join(directory, name), "utf8").trimEnd().split("\n"))
    .map((line): Line => JSON.parse(line))
    .filter((line) => line.metric !== "run" && line.metric !== "resource")

const load = createRequire(import.meta.url)

const sqlite3Obstacle = (): string | undefined => {
  try {
    load("sqlite3")
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error)
  }
}

const assertStillMissing = (): void => {
  if (sqlite3Obstacle() === undefined) throw new Error("sqlite3 loads after all")
}
