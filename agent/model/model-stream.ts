/** A language model as the one function a provider writes: from a prompt to a stream of parts. */
import { Effect, Layer, Stream } from "effect"
import { type AiError, LanguageModel, type Response } from "effect/ai"

export type Part = Response.StreamPartEncoded

/** Cold: every run is a request of its own, and interrupting it ends that request. */
export type ModelStream = (
  options: LanguageModel.ProviderOptions
) => Stream.Stream<Part, AiError.AiError>

/** The model as effect/ai has it; an answer that is wanted at once is the stream's parts put together. */
export const languageModel = (stream: ModelStream): Layer.Layer<LanguageModel.LanguageModel> =>
  Layer.effect(
    LanguageModel.LanguageModel,
    LanguageModel.make({
      streamText: stream,
      generateText: (options) => Effect.map(Stream.runCollect(stream(options)), wholeOf)
    })
  )

const wholeOf = (parts: readonly Part[]): Response.PartEncoded[] => {
  const reasoning = joined(parts, "reasoning-delta")
  const text = joined(parts, "text-delta")
  return [
    ...(reasoning === "" ? [] : [{ type: "reasoning" as const, text: reasoning }]),
    ...(text === "" ? [] : [{ type: "text" as const, text }]),
    ...parts.filter((part) => part.type === "tool-call" || part.type === "finish")
  ]
}

const joined = (parts: readonly Part[], type: "text-delta" | "reasoning-delta"): string =>
  parts.map((part) => (part.type === type ? part.delta : "")).join("")
