/** A program that ends in the way its second argument names, in the middle of its spans; it says `ready` when it waits. */

import { Effect, Fiber } from "effect"
import { Lap, Lapline } from "../../../../sdk/index.ts"

const [directory = "", ending = ""] = process.argv.slice(2)

/** Both `step` spans have ended and had their time to be written. */
const announce = Effect.andThen(
  Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 100))),
  Effect.sync(() => process.stdout.write("ready\n"))
)

const wait = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 60_000)))

const endings: Readonly<Record<string, Effect.Effect<unknown>>> = {
  finish: Effect.void,
  exit: Effect.sync(() => process.exit(3)),
  throw: Effect.andThen(
    Effect.sync(() =>
      setImmediate(() => {
        throw new Error("uncaught by anybody")
      })
    ),
    wait
  ),
  reject: Effect.andThen(
    Effect.sync(() => void Promise.reject(new Error("rejected"))),
    wait
  ),
  wait,
  "host-listens": Effect.andThen(
    Effect.sync(() =>
      process.once("SIGTERM", () => {
        process.stdout.write("host says goodbye\n")
        setImmediate(() => process.exit(7))
      })
    ),
    wait
  ),
  interrupt: Effect.never,
  loop: Effect.forever(Effect.andThen(Effect.void.pipe(Lap.step("looped")), Effect.yieldNow))
}

const work = Effect.gen(function* () {
  yield* Effect.void.pipe(Lap.step("first"))
  yield* Effect.void.pipe(Effect.withSpan("second"))
  yield* announce
  yield* endings[ending] ?? Effect.die(`no ending named ${ending}`)
})

const program = work.pipe(
  Lap.tool("open"),
  Lap.turn("ending"),
  Effect.provide(Lapline.layer({ directory, service: { name: "ending" } }))
)

const fiber = Effect.runFork(program)
if (ending === "interrupt") setTimeout(() => Effect.runFork(Fiber.interrupt(fiber)), 50)
