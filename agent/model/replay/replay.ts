/** A model that answers what a recording has. */
import { Clock, Effect, Stream } from "effect"
import { AiError } from "effect/ai"
import type { ModelStream } from "../model-stream.ts"
import type { ReplaySpeed } from "../settings.ts"
import type { Recording } from "./recording.ts"
import { renamed, renamingOf } from "./renaming.ts"
import { heardIn, situationOf } from "./situation.ts"

/** `original` gives each part when it came, counted from the request; `max` waits for nothing. */
export const replayStream =
  ({ exchanges }: Recording, speed: ReplaySpeed): ModelStream =>
  ({ prompt }) => {
    const exchange = exchanges.get(situationOf(prompt))
    if (exchange === undefined) return Stream.fail(NOT_RECORDED)
    const parts = renamed(
      exchange.parts.map(({ part }) => part),
      renamingOf(exchange.heard, heardIn(prompt))
    )
    if (speed === "max") return Stream.fromIterable(parts)
    return Stream.unwrap(
      Effect.map(Clock.currentTimeMillis, (startMs) =>
        Stream.fromIterable(parts.entries()).pipe(
          Stream.rechunk(1),
          Stream.mapEffect(([at, part]) =>
            Effect.as(until(startMs + (exchange.parts[at]?.atMs ?? 0)), part)
          )
        )
      )
    )
  }

const until = (dueMs: number): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (nowMs) =>
    dueMs > nowMs ? Effect.sleep(dueMs - nowMs) : Effect.void
  )

const NOT_RECORDED = AiError.make({
  module: "replay",
  method: "streamText",
  reason: new AiError.InvalidRequestError({
    parameter: "prompt",
    description: "The recording has no answer in this situation"
  })
})
