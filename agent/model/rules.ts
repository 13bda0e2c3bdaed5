/** `rules-1`: an offline, deterministic language model that plans from the prompt it is given. */
import { Effect, Layer, Stream } from "effect"
import { LanguageModel, Model, type Response, Telemetry } from "effect/ai"
import { type Generation, generate, streamParts, wholeParts } from "./generation.ts"
import type { ModelStream } from "./model-stream.ts"
import { DEFAULT_PACING, makePacer, type Pacing } from "./pacing.ts"

export const RULES_MODEL = "rules-1"

/** The model as an effect/ai provider. Its token is a word; its usage counts the words of prompt and output. */
export const rulesModel = (pacing: Pacing = DEFAULT_PACING) =>
  Model.make(
    "rules",
    RULES_MODEL,
    Layer.effect(
      LanguageModel.LanguageModel,
      LanguageModel.make({
        generateText: (options) =>
          Effect.gen(function* () {
            const pace = yield* makePacer(pacing)
            const generation = generateFor(options)
            yield* Effect.repeat(pace, { times: Math.max(0, generation.outputTokens - 1) })
            return wholeParts(generation)
          }),
        streamText: rulesStream(pacing)
      })
    )
  )

export const rulesStream =
  (pacing: Pacing): ModelStream =>
  (options) =>
    Stream.unwrap(
      Effect.map(makePacer(pacing), (pace) =>
        Stream.fromIterable(streamParts(generateFor(options))).pipe(
          Stream.rechunk(1),
          Stream.tap((part) => (isToken(part) ? pace : Effect.void))
        )
      )
    )

/** A tool's name is a token, and so is each word. */
const isToken = ({ type }: Response.StreamPartEncoded): boolean =>
  type === "text-delta" || type === "tool-params-start" || type === "tool-params-delta"

const generateFor = ({ prompt, span }: LanguageModel.ProviderOptions): Generation => {
  const generation = generate(prompt)
  const { inputTokens, outputTokens } = generation
  Telemetry.addGenAIAnnotations(span, {
    operation: { name: "chat" },
    request: { model: RULES_MODEL },
    response: { model: RULES_MODEL, finishReasons: [generation.reason] },
    usage: { inputTokens, outputTokens }
  })
  return generation
}
