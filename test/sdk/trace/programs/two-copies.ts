/** A program that has loaded Lapline twice: its spans come from both copies, its layer from the first. */

import { Effect } from "effect"
import { Lap, Lapline } from "../../../../sdk/index.ts"

const [directory = "", other = "", ending = ""] = process.argv.slice(2)
const copy: { readonly Lap: typeof Lap; readonly Lapline: typeof Lapline } = await import(other)

const wait = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 60_000)))
const inner = Effect.void.pipe(copy.Lap.step("inner"), Effect.withSpan("between"))
const program = Effect.gen(function* () {
  yield* copy.Lap.correlate({ sessionId: "session" })
  yield* inner.pipe(copy.Lap.tool("T"))
  if (ending === "wait") {
    // The second copy has a log of its own, and so its own listeners to signals.
    const second = copy.Lapline.layer({ directory, service: { name: "second" } })
    yield* Effect.sync(() => process.stdout.write("ready\n")).pipe(
      Effect.andThen(wait),
      copy.Lap.step("waiting"),
      Effect.provide(second)
    )
  }
}).pipe(Lap.turn("outer"))

await Effect.runPromise(
  program.pipe(Effect.provide(Lapline.layer({ directory, service: { name: "first" } })))
)
