/**
 * Turns, a blocked event loop and a gauge: `resources.ts FOLDER MODE`. `turns` ends by itself, `off` does so without resource
 * lines, `wait` goes on until its log tells of the delay.
 */

import { readdirSync, readFileSync, watch } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { Lap, Lapline } from "../../../../sdk/index.ts"

const [folder = "", mode = ""] = process.argv.slice(2)

const turn = Lap.turn("busy")(function* (rounds: number) {
  yield* step(rounds)
  return yield* Effect.withSpan(Effect.void, "library")
})

const step = Lap.step("work")(function* (rounds: number) {
  return Array.from({ length: rounds }, (_, at) => at)
})

const block = Effect.sync(() => {
  const start = performance.now()
  while (performance.now() - start < 120);
})

const log = () =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("")

const DELAYED = /"process\.event_loop\.delay_p99_ms":\d{2,}/u

const delayIsTold = Effect.callback<void>((resume) => {
  const look = () => {
    if (!DELAYED.test(log())) return
    watcher.close()
    resume(Effect.void)
  }
  const watcher = watch(folder, look)
  look()
})

const program = Effect.gen(function* () {
  yield* Lapline.gauges(() => ({ "shop.open": 3 }))
  yield* Lapline.gauges(() => {
    throw new Error("no such pool")
  })
  yield* turn(1_000)
  // The loop turns a few times before it stands still: the histogram needs one answer to measure from.
  yield* Effect.sleep(60)
  yield* block
  yield* Effect.scoped(
    Effect.andThen(
      Lapline.gauges(() => ({ "shop.shut": 1 })),
      turn(1)
    )
  )
  yield* turn(1)
  if (mode === "wait") yield* delayIsTold
})

await Effect.runPromise(
  Effect.scoped(program).pipe(
    Effect.provide(
      Lapline.layer({
        service: { name: "resources" },
        directory: folder,
        resources: mode !== "off"
      })
    )
  )
)
