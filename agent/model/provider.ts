/** The language models that the agent can run on, by the name a setting gives them. */
import type { Layer } from "effect"
import type { LanguageModel } from "effect/ai"
import type { Pacing } from "./pacing.ts"
import { RULES_MODEL, rulesModel } from "./rules.ts"

export const MODEL_PROVIDERS = ["rules"] as const
export type ModelProvider = (typeof MODEL_PROVIDERS)[number]

export interface Provider {
  /** The model's name, as spans have it. */
  readonly model: string
  readonly layer: Layer.Layer<LanguageModel.LanguageModel>
}

export interface ProviderOptions {
  readonly provider: ModelProvider
  readonly pacing: Pacing
}

export const providerOf = ({ provider, pacing }: ProviderOptions): Provider => {
  switch (provider) {
    case "rules":
      return { model: RULES_MODEL, layer: rulesModel(pacing) }
  }
}
