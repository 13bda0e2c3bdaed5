/** A program that has loaded Lapline twice: its spans come from both copies, its layer from the first. */

import { Effect } from "effect"
import * as Sdk from "../../../../sdk/index.ts"

const [directory = "", other = "", ending = ""] = process.argv.slice(2)
const copy: typeof Sdk = await import(other)
const { Lap, Lapline, start, timed } = Sdk

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

if (ending === "plain") {
  const inside = copy.timed(async function inside() {})
  const outside = timed(async function outside() {
    await inside()
    await Effect.runPromise(Effect.promise(inside).pipe(copy.Lap.step("effect")))
  })
  const runs = [start({ directory }), copy.start({ directory })]
  await outside()
  for (const run of runs) await run.stop()
  process.exit()
}

await Effect.runPromise(
  program.pipe(Effect.provide(Lapline.layer({ directory, service: { name: "first" } })))
)
