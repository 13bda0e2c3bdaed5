/** What a hosted model's HTTP protocol has to say for itself; asking, waiting and retrying are the same for all. */
import type { AiError, LanguageModel } from "effect/ai"
import type { Redacted, Result } from "effect"
import type { Part } from "../model-stream.ts"

export interface Protocol {
  readonly name: string
  /** Below the endpoint's base URL. */
  readonly path: string
  readonly headers: (apiKey: Redacted.Redacted | undefined) => Readonly<Record<string, string>>
  /** The request as JSON. */
  readonly body: (request: ChatRequest) => unknown
  /** A new one for each response. */
  readonly decoder: (prompt: ChatRequest["prompt"]) => Decoder
}

export interface ChatRequest extends Pick<
  LanguageModel.ProviderOptions,
  "prompt" | "tools" | "toolChoice"
> {
  readonly model: string
  /** The most that is to be generated. */
  readonly maxTokens: number
}

/** Reads the events of one response in order. Pure but for its own state. */
export interface Decoder {
  readonly read: (event: ServerEvent) => Decoded
  /** Whether the response has said that nothing follows: then nobody waits for the connection to close. */
  readonly ended: () => boolean
  /** What is left when no event follows; fails when the response was cut. */
  readonly end: () => Decoded
}

export type Decoded = Result.Result<readonly Part[], AiError.AiErrorReason>

export interface ServerEvent {
  /** `message` when the server gave none. */
  readonly event: string
  readonly data: string
}
