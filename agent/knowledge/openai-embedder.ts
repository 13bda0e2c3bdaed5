/** Embeddings from any server that speaks OpenAI's protocol: `POST {base}/embeddings`. */
import { Data, Effect, Redacted, Schedule, Schema } from "effect"
import { type Embedded, EmbeddingFailed, type EmbeddingModel, makeEmbedder } from "./embedder.ts"

export interface OpenAiEmbedderOptions {
  /** Up to and with the version, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /** Left out for servers that ask for none. */
  readonly apiKey?: Redacted.Redacted | undefined
  readonly model: string
  /** For one request; 10 seconds when not given. */
  readonly timeoutMs?: number
}

/** Asks again, at most twice, when the server is busy, broken, slow or not reached. */
export const openAiEmbedder = (options: OpenAiEmbedderOptions): EmbeddingModel => {
  const { model, timeoutMs = 10_000 } = options
  const run = (texts: readonly string[]) =>
    request(options, texts).pipe(
      Effect.timeoutOrElse({
        duration: timeoutMs,
        orElse: () => new Refused({ again: true, reason: `no answer within ${timeoutMs} ms` })
      }),
      Effect.retry({ while: ({ again }) => again, schedule: BACK_OFF, times: 2 }),
      Effect.mapError(({ reason }) => new EmbeddingFailed({ model, reason }))
    )
  return makeEmbedder({ model, provider: "openai", run })
}

const BACK_OFF = Schedule.exponential("100 millis")

/** Holds nothing of what the server said: it may repeat the text or the key. */
class Refused extends Data.TaggedError("Refused")<{
  readonly again: boolean
  readonly reason: string
}> {}

const request = (options: OpenAiEmbedderOptions, texts: readonly string[]) =>
  Effect.gen(function* () {
    const response = yield* Effect.tryPromise({
      try: (signal) => post(options, texts, signal),
      catch: () => new Refused({ again: true, reason: "the server could not be reached" })
    })
    if (!response.ok) {
      const again = response.status === 429 || response.status >= 500
      return yield* new Refused({ again, reason: `the server answered ${response.status}` })
    }
    const body = yield* Effect.tryPromise({
      try: () => response.json(),
      catch: () => new Refused({ again: true, reason: "the answer was cut or is not JSON" })
    })
    return yield* Effect.mapError(
      decode(body),
      () => new Refused({ again: false, reason: "the answer holds no embeddings" })
    )
  })

const post = (
  { baseUrl, apiKey, model }: OpenAiEmbedderOptions,
  texts: readonly string[],
  signal: AbortSignal
): Promise<Response> =>
  fetch(`${baseUrl.replace(/\/+$/u, "")}/embeddings`, {
    method: "POST",
    signal,
    headers: {
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${Redacted.value(apiKey)}` })
    },
    body: JSON.stringify({ model, input: texts, encoding_format: "float" })
  })

const Answer = Schema.Struct({
  data: Schema.Array(
    Schema.Struct({ index: Schema.Finite, embedding: Schema.NonEmptyArray(Schema.Finite) })
  ),
  usage: Schema.optional(Schema.Struct({ prompt_tokens: Schema.optional(Schema.Finite) }))
})

/** The server may answer the texts in any order. */
const decode = (body: unknown) =>
  Effect.map(Schema.decodeUnknownEffect(Answer)(body), ({ data, usage }): Embedded => ({
    vectors: data
      .toSorted((a, b) => a.index - b.index)
      .map(({ embedding }) => Float32Array.from(embedding)),
    inputTokens: usage?.prompt_tokens
  }))
