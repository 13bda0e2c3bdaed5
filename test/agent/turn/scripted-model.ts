/** A language model that does what a test tells it, one step a call, and keeps the prompts it was given. */
import { Effect, Layer, Stream } from "effect"
import { AiError, LanguageModel, type Prompt, type Response } from "effect/ai"

export type Step =
  | { readonly text: string }
  | { readonly calls: ReadonlyArray<{ readonly name: string; readonly params: unknown }> }
  /** Says some words, then fails as a provider does. */
  | { readonly breaks: string }
  | { readonly dies: string }
  | { readonly hangs: true }

export interface ScriptedModel {
  readonly prompts: Prompt.Prompt[]
  readonly layer: Layer.Layer<LanguageModel.LanguageModel>
}

/** The last step is repeated for every further call. */
export const scriptedModel = (
  steps: readonly [Step, ...Step[]],
  onCall: (call: number) => Effect.Effect<void> = () => Effect.void
): ScriptedModel => {
  const prompts: Prompt.Prompt[] = []
  const layer = Layer.effect(
    LanguageModel.LanguageModel,
    LanguageModel.make({
      generateText: () => Effect.die("the turn streams"),
      streamText: ({ prompt }) => {
        prompts.push(prompt)
        const call = prompts.length
        const step = steps[Math.min(call, steps.length) - 1] ?? steps[0]
        return Stream.unwrap(Effect.as(onCall(call), perform(step, call)))
      }
    })
  )
  return { prompts, layer }
}

const perform = (
  step: Step,
  call: number
): Stream.Stream<Response.StreamPartEncoded, AiError.AiError> => {
  if ("text" in step) return Stream.fromIterable([...spoken(step.text), finish("stop")])
  if ("breaks" in step) {
    const reason = new AiError.InternalProviderError({ description: step.breaks })
    const error = AiError.make({ module: "Scripted", method: "streamText", reason })
    return Stream.concat(Stream.fromIterable(spoken("I was about to")), Stream.fail(error))
  }
  if ("dies" in step) return Stream.die(new Error(step.dies))
  if ("hangs" in step) return Stream.never
  const calls = step.calls.map(({ name, params }, at) => ({
    type: "tool-call" as const,
    id: `call_${call}_${at}`,
    name,
    params
  }))
  return Stream.fromIterable([...calls, finish("tool-calls")])
}

const spoken = (text: string): Response.StreamPartEncoded[] => [
  { type: "text-start", id: "1" },
  { type: "text-delta", id: "1", delta: text },
  { type: "text-end", id: "1" }
]

const finish = (reason: "stop" | "tool-calls"): Response.FinishPartEncoded => ({
  type: "finish",
  reason,
  usage: {
    inputTokens: { total: 11, uncached: 11, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 7, text: 7, reasoning: undefined }
  },
  response: undefined
})
