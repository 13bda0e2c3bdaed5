/** The language models that the agent can run on, by the name a setting gives them. */
import { Data, Effect, type Layer } from "effect"
import type { LanguageModel } from "effect/ai"
import { Faults } from "../fault/fault.ts"
import { forgetful } from "../fault/forgetful-model.ts"
import { refusing } from "../fault/refusing-model.ts"
import { ANTHROPIC } from "./anthropic/protocol.ts"
import { hostedStream } from "./hosted/hosted-model.ts"
import type { RetryPolicy } from "./hosted/retry.ts"
import type { Protocol } from "./hosted/protocol.ts"
import { languageModel, type ModelStream } from "./model-stream.ts"
import { OPENAI } from "./openai/protocol.ts"
import { recordedStream } from "./replay/record.ts"
import { readRecording, type RecordingUnusable } from "./replay/recording.ts"
import { replayStream } from "./replay/replay.ts"
import { RULES_MODEL, rulesStream } from "./rules.ts"
import type { Hosted, ModelSettings } from "./settings.ts"

export interface Provider {
  /** The model's name, as spans have it. */
  readonly model: string
  readonly layer: Layer.Layer<LanguageModel.LanguageModel>
}

/** A setting is missing without which the model cannot be asked. */
export class SettingMissing extends Data.TaggedError("SettingMissing")<{
  readonly problem: string
}> {
  override get message(): string {
    return this.problem
  }
}

export type ModelUnusable = SettingMissing | RecordingUnusable

interface Source {
  readonly model: string
  readonly stream: ModelStream
}

export const providerOf = (settings: ModelSettings): Effect.Effect<Provider, ModelUnusable> =>
  Effect.gen(function* () {
    const { model, stream } = yield* sourceOf(settings)
    const file = settings.recordFile
    const used = file === undefined ? stream : yield* recordedStream(stream, { file, model })
    const faults = yield* Faults
    const forgets = faults.has("repeat-tool") ? forgetful(used) : used
    const refuses = faults.has("retry") ? refusing(forgets, retryOf(settings)) : forgets
    return { model, layer: languageModel(refuses) }
  })

const sourceOf = (settings: ModelSettings): Effect.Effect<Source, ModelUnusable> => {
  switch (settings.provider) {
    case "rules":
      return Effect.succeed({ model: RULES_MODEL, stream: rulesStream(settings.pacing) })
    case "openai":
      return hosted(OPENAI, settings.openai, settings)
    case "anthropic":
      return hosted(ANTHROPIC, settings.anthropic, settings)
    case "replay":
      return replayed(settings)
  }
}

/** The longest first back-off; it doubles with each retry. */
const BACKOFF_MS = 500

const retryOf = ({
  retries,
  maxWaitMs
}: Pick<ModelSettings, "retries" | "maxWaitMs">): RetryPolicy => ({
  retries,
  backoffMs: BACKOFF_MS,
  maxWaitMs
})

const hosted = (
  protocol: Protocol,
  { model, ...endpoint }: Hosted,
  { maxTokens, idleMs, retries, maxWaitMs }: ModelSettings
): Effect.Effect<Source, SettingMissing> => {
  const isPublic = endpoint.baseUrl.hostname === `api.${protocol.name}.com`
  if (isPublic && endpoint.apiKey === undefined) {
    const prefix = protocol.name.toUpperCase()
    return new SettingMissing({
      problem: `The model needs a key: set ${prefix}_API_KEY, or ${prefix}_BASE_URL to a server of your own.`
    })
  }
  const retry = retryOf({ retries, maxWaitMs })
  const stream = hostedStream({ protocol, model, endpoint, maxTokens, idleMs, retry })
  return Effect.succeed({ model, stream })
}

const replayed = ({
  replayFile,
  replaySpeed
}: ModelSettings): Effect.Effect<Source, ModelUnusable> =>
  replayFile === undefined
    ? new SettingMissing({
        problem: "There is nothing to replay: set AGENT_REPLAY to a recording."
      })
    : Effect.map(readRecording(replayFile), (recording) => ({
        model: recording.model,
        stream: replayStream(recording, replaySpeed)
      }))
