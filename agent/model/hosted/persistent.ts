/** Attempts at one answer, as many as the policy allows. */
import { Clock, Effect, Random, Stream } from "effect"
import type { Part } from "../model-stream.ts"
import type { Setback } from "./failures.ts"
import { RetriesOfCall } from "./retries.ts"
import { type RetryPolicy, waitMs } from "./retry.ts"

type Attempt<R> = Stream.Stream<Part, Setback, R>

/** Once a part is delivered a failure is final: a second answer cannot be appended to half of a first. */
export const persistent = <R>(
  policy: RetryPolicy,
  attempt: (retried: number) => Attempt<R>,
  retried = 0
): Attempt<R> =>
  Stream.unwrap(
    Effect.map(nowMs, (startMs) => {
      let delivered = false
      return attempt(retried).pipe(
        Stream.tap(() => Effect.sync(() => (delivered = true))),
        Stream.catch((setback) =>
          Stream.unwrap(
            Effect.gen(function* () {
              const wait = delivered
                ? undefined
                : waitMs(policy, setback, retried, yield* Random.next)
              if (wait === undefined) return Stream.fail(setback)
              yield* Effect.sleep(wait)
              yield* count(startMs)
              return persistent(policy, attempt, retried + 1)
            })
          )
        )
      )
    })
  )

const count = (startMs: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const retries = yield* RetriesOfCall
    if (retries === undefined) return
    retries.count += 1
    retries.lostMs += (yield* nowMs) - startMs
  })

const nowMs = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos) / 1e6)
