/** The settings of the language models, and the defaults where the environment says nothing. */
import { Config, Redacted, Schema } from "effect"
import path from "node:path"
import type { Endpoint } from "./hosted/hosted-model.ts"
import { DEFAULT_PACING, type Pacing } from "./pacing.ts"

export const MODEL_PROVIDERS = ["rules", "openai", "anthropic", "replay"] as const
export type ModelProvider = (typeof MODEL_PROVIDERS)[number]

export const REPLAY_SPEEDS = ["original", "max"] as const
export type ReplaySpeed = (typeof REPLAY_SPEEDS)[number]

export interface ModelSettings {
  readonly provider: ModelProvider
  readonly pacing: Pacing
  readonly openai: Hosted
  readonly anthropic: Hosted
  /** The most tokens of one answer, where the protocol wants a limit. */
  readonly maxTokens: number
  /** The longest silence of a hosted model. */
  readonly idleMs: number
  /** Attempts after a first that failed. */
  readonly retries: number
  /** The longest wait between two attempts. */
  readonly maxWaitMs: number
  readonly replayFile: string | undefined
  readonly replaySpeed: ReplaySpeed
  /** Undefined: nothing of what is said is written down. */
  readonly recordFile: string | undefined
}

export interface Hosted extends Endpoint {
  readonly model: string
}

export const milliseconds = (name: string, byDefault: number): Config.Config<number> =>
  Config.schema(MILLISECONDS, name).pipe(Config.withDefault(byDefault))

const MILLISECONDS = Schema.FiniteFromString.check(Schema.isGreaterThanOrEqualTo(0))

const wholeNumber = (name: string, byDefault: number): Config.Config<number> =>
  Config.schema(WHOLE_NUMBER, name).pipe(Config.withDefault(byDefault))

const WHOLE_NUMBER = Schema.FiniteFromString.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0))

const file = (name: string): Config.Config<string | undefined> =>
  Config.NonEmptyString(name).pipe(
    Config.map((file) => path.resolve(file)),
    Config.withDefault(undefined)
  )

const hosted = (prefix: "OPENAI" | "ANTHROPIC", baseUrl: string, model: string) =>
  Config.all({
    baseUrl: Config.schema(BASE_URL, `${prefix}_BASE_URL`).pipe(
      Config.map((text) => new URL(Redacted.value(text))),
      Config.withDefault(new URL(baseUrl))
    ),
    apiKey: Config.Redacted(`${prefix}_API_KEY`).pipe(
      Config.map(keyOf),
      Config.withDefault(undefined)
    ),
    model: Config.NonEmptyString("AGENT_MODEL_NAME").pipe(
      Config.orElse(() => Config.NonEmptyString(`${prefix}_MODEL`)),
      Config.withDefault(model)
    )
  })

/** Redacted, so that no message quotes it: people put keys into URLs. */
const BASE_URL = Schema.Redacted(
  Schema.String.check(
    Schema.makeFilter((text: string) => isHttp(text), {
      expected: "an http or https URL without a user name"
    })
  )
)

const isHttp = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/u.test(protocol) && username === "" && password === ""
}

/** Keys are pasted with the line they stood on. */
const keyOf = (key: Redacted.Redacted): Redacted.Redacted | undefined => {
  const text = Redacted.value(key).trim()
  return text === "" ? undefined : Redacted.make(text)
}

export const modelSettings: Config.Config<ModelSettings> = Config.all({
  provider: Config.Literals(MODEL_PROVIDERS, "AGENT_MODEL").pipe(Config.withDefault("rules")),
  pacing: Config.all({
    firstTokenMs: milliseconds("AGENT_MODEL_FIRST_TOKEN_MS", DEFAULT_PACING.firstTokenMs),
    tokenMs: milliseconds("AGENT_MODEL_TOKEN_MS", DEFAULT_PACING.tokenMs)
  }),
  openai: hosted("OPENAI", "https://api.openai.com/v1", "gpt-4.1-mini"),
  anthropic: hosted("ANTHROPIC", "https://api.anthropic.com", "claude-haiku-4-5"),
  maxTokens: wholeNumber("AGENT_MODEL_MAX_TOKENS", 2048),
  idleMs: milliseconds("AGENT_MODEL_IDLE_MS", 30_000),
  retries: wholeNumber("AGENT_MODEL_RETRIES", 2),
  maxWaitMs: milliseconds("AGENT_MODEL_MAX_WAIT_MS", 10_000),
  replayFile: file("AGENT_REPLAY"),
  replaySpeed: Config.Literals(REPLAY_SPEEDS, "AGENT_REPLAY_SPEED").pipe(
    Config.withDefault("original")
  ),
  recordFile: file("AGENT_RECORD")
})
