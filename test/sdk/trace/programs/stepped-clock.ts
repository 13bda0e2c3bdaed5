/** A program whose wall clock is set an hour back, and an hour on, inside its spans. */

import { Effect } from "effect"
import { Lap, Lapline } from "../../../../sdk/index.ts"

const [directory = ""] = process.argv.slice(2)
const HOUR_MS = 3_600_000
const realNow = Date.now

const setClock = (offsetMs: number) =>
  Effect.sync(() => {
    Date.now = () => realNow() + offsetMs
  })

const step = Lap.step("step")
const turn = (offsetMs: number) =>
  Effect.gen(function* () {
    yield* Effect.sleep(2).pipe(step)
    yield* setClock(offsetMs)
    yield* Effect.sleep(2).pipe(Effect.withSpan("library"))
    yield* Effect.sleep(2).pipe(step)
  }).pipe(Lap.turn(`${offsetMs / HOUR_MS}`))

await Effect.runPromise(
  Effect.gen(function* () {
    yield* turn(-HOUR_MS)
    yield* turn(HOUR_MS)
    yield* turn(0)
  }).pipe(Effect.provide(Lapline.layer({ directory })))
)
