/** The Messages API of Anthropic. */
import { Redacted } from "effect"
import type { Protocol } from "../hosted/protocol.ts"
import { makeDecoder } from "./decoder.ts"
import { requestBody } from "./request.ts"

const VERSION = "2023-06-01"

export const ANTHROPIC: Protocol = {
  name: "anthropic",
  path: "/v1/messages",
  headers: (apiKey) => ({
    "anthropic-version": VERSION,
    ...(apiKey === undefined ? {} : { "x-api-key": Redacted.value(apiKey) })
  }),
  body: requestBody,
  decoder: makeDecoder
}
