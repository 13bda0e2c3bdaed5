/** The chat-completions protocol of OpenAI, as Ollama, vLLM, llama.cpp and many others speak it too. */
import { Redacted } from "effect"
import type { Protocol } from "../hosted/protocol.ts"
import { makeDecoder } from "./decoder.ts"
import { requestBody } from "./request.ts"

export const OPENAI: Protocol = {
  name: "openai",
  path: "/chat/completions",
  headers: (apiKey) =>
    apiKey === undefined ? {} : { authorization: `Bearer ${Redacted.value(apiKey)}` },
  body: requestBody,
  decoder: makeDecoder
}
