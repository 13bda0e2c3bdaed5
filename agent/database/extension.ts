/** Which SQLite extensions load here: not every driver, system and C library takes every one. */
import { Effect } from "effect"
import type { Driver } from "./driver.ts"

/** Those that the driver loads into a database in memory; each other one is logged with its reason. */
export const loadable = (
  driver: Driver,
  extensions: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const loaded: string[] = []
    for (const extension of extensions) {
      if (yield* loads(driver, extension)) loaded.push(extension)
    }
    return loaded
  })

const loads = (driver: Driver, extension: string): Effect.Effect<boolean> =>
  Effect.scoped(
    driver.open({ file: ":memory:", role: "reader", busyTimeoutMs: 0, extensions: [extension] })
  ).pipe(
    Effect.as(true),
    Effect.catch(({ reason }) => {
      const why = reason.cause instanceof Error ? reason.cause.message : String(reason.cause)
      return Effect.as(Effect.logWarning("A SQLite extension does not load", why), false)
    })
  )
