/** The language models that the agent can run on, by the name a setting gives them. */
import { Data, Effect, type Layer } from "effect"
import type { LanguageModel } from "effect/ai"
import { ANTHROPIC } from "./anthropic/protocol.ts"
import { hostedStream } from "./hosted/hosted-model.ts"
import type { Protocol } from "./hosted/protocol.ts"
import { languageModel, type ModelStream } from "./model-stream.ts"
import { OPENAI } from "./openai/protocol.ts"
import { RULES_MODEL, rulesStream } from "./rules.ts"
import type { Hosted, ModelSettings } from "./settings.ts"

export interface Provider {
  /** The model's name, as spans have it. */
  readonly model: string
  readonly layer: Layer.Layer<LanguageModel.LanguageModel>
}

/** A public endpoint that answers nobody without a key. */
export class KeyMissing extends Data.TaggedError("KeyMissing")<{ readonly variable: string }> {
  override get message(): string {
    return `The model needs a key: set ${this.variable}, or a base URL of your own.`
  }
}

interface Source {
  readonly model: string
  readonly stream: ModelStream
}

export const providerOf = (settings: ModelSettings): Effect.Effect<Provider, KeyMissing> =>
  Effect.map(sourceOf(settings), ({ model, stream }) => ({ model, layer: languageModel(stream) }))

const sourceOf = (settings: ModelSettings): Effect.Effect<Source, KeyMissing> => {
  switch (settings.provider) {
    case "rules":
      return Effect.succeed({ model: RULES_MODEL, stream: rulesStream(settings.pacing) })
    case "openai":
      return hosted(OPENAI, settings.openai, settings)
    case "anthropic":
      return hosted(ANTHROPIC, settings.anthropic, settings)
  }
}

/** The longest first back-off; it doubles with each retry. */
const BACKOFF_MS = 500

const hosted = (
  protocol: Protocol,
  { model, ...endpoint }: Hosted,
  { maxTokens, idleMs, retries, maxWaitMs }: ModelSettings
): Effect.Effect<Source, KeyMissing> => {
  if (
    endpoint.apiKey === undefined &&
    endpoint.baseUrl.hostname.endsWith(`.${protocol.name}.com`)
  ) {
    return Effect.fail(new KeyMissing({ variable: `${protocol.name.toUpperCase()}_API_KEY` }))
  }
  const retry = { retries, backoffMs: BACKOFF_MS, maxWaitMs }
  const stream = hostedStream({ protocol, model, endpoint, maxTokens, idleMs, retry })
  return Effect.succeed({ model, stream })
}
