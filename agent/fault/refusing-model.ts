/** The fault `retry`: a provider that refuses for a moment, as one does at its limit. */
import { Stream } from "effect"
import { AiError } from "effect/ai"
import { reasonOfStatus, type Setback } from "../model/hosted/failures.ts"
import { persistent } from "../model/hosted/persistent.ts"
import type { RetryPolicy } from "../model/hosted/retry.ts"
import type { ModelStream } from "../model/model-stream.ts"

const EVERY = 3
const RETRY_AFTER_MS = 40

/** Every third call is refused once with status 429 and asked to wait; the same retries as for any provider do so. */
export const refusing = (stream: ModelStream, retry: RetryPolicy): ModelStream => {
  let calls = 0
  return (options) =>
    Stream.suspend(() => {
      const isRefused = calls++ % EVERY === 0
      return persistent(retry, (retried) =>
        isRefused && retried === 0 ? Stream.fail(LIMIT) : setbacks(stream(options))
      )
    }).pipe(
      Stream.mapError(({ reason }) =>
        AiError.make({ module: "RefusingModel", method: "streamText", reason })
      )
    )
}

const LIMIT: Setback = { reason: reasonOfStatus(429, ""), retryAfterMs: RETRY_AFTER_MS }

/** What the model itself fails with is not ours to retry: it has done so. */
const setbacks = (stream: ReturnType<ModelStream>) =>
  Stream.mapError(stream, ({ reason }): Setback => ({ reason }))
