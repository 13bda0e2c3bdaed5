/** Simulated latency: a model that only follows rules would answer too fast to show where an agent's time goes. */
import { Clock, Effect } from "effect"

/** Both in milliseconds; 0 and 0 is no simulation. */
export interface Pacing {
  readonly firstTokenMs: number
  readonly tokenMs: number
}

/** About the shape of a fast hosted model, at a fiftieth of its latency. */
export const DEFAULT_PACING: Pacing = { firstTokenMs: 8, tokenMs: 0.3 }

/**
 * A wait to be called before each token. Tokens are due on a fixed schedule from the first call on, so waits too
 * short for a timer add up instead of being rounded up one by one.
 */
export const makePacer = ({ firstTokenMs, tokenMs }: Pacing): Effect.Effect<Effect.Effect<void>> =>
  Effect.map(nowMs, (startMs) => {
    let dueMs = startMs + firstTokenMs - tokenMs
    return Effect.gen(function* () {
      dueMs += tokenMs
      const waitMs = Math.floor(dueMs - (yield* nowMs))
      if (waitMs > 0) yield* Effect.sleep(waitMs)
    })
  })

const nowMs = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos) / 1e6)
