/** How often a model call was made again, and what that cost: for the span of the call. */
import { Context, Effect } from "effect"
import { Lap } from "lapline"

export interface Retries {
  count: number
  /** Time of the failed attempts and of the waits after them. */
  lostMs: number
}

/** Counted into by the provider, where a call provides it. */
export const RetriesOfCall = Context.Reference<Retries | undefined>("return-agent/Retries", {
  defaultValue: () => undefined
})

/** Annotates the current span when the call it wraps was retried, however the call ends. */
export const countingRetries = <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const retries: Retries = { count: 0, lostMs: 0 }
    return call.pipe(
      Effect.provideService(RetriesOfCall, retries),
      Effect.ensuring(
        Effect.suspend(() =>
          retries.count === 0
            ? Effect.void
            : Lap.annotate({
                "lapline.retries": retries.count,
                "lapline.retry_ms": Math.round(retries.lostMs * 1000) / 1000
              })
        )
      )
    )
  })
