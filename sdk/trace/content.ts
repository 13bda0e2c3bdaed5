/** What may be told of an attribute: most of them all, bound values nothing, what people and models said nothing by default. */

import { jsonValue, MAX_STRING_BYTES } from "../record/json.ts"
import { withoutValues } from "./query-text.ts"
import { redact } from "../record/redact.ts"

/** Turns a value into what may be recorded of it. */
export type Clean = (value: unknown) => unknown

/** `keep` as it is, `drop`, or keep what the function leaves. */
export type KeyPolicy = (key: string) => "keep" | "drop" | Clean

/** How much of prompts, answers, tool arguments and results is recorded. */
export type Content = "none" | "redacted" | "raw"

/**
 * `none` unless OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true asks for content; `raw` only where LAPLINE_REDACT is
 * 0, false, no or off besides.
 */
export const contentFromEnvironment = (env: NodeJS.ProcessEnv): Content => {
  const capture = env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"]
  if (capture?.toLowerCase() !== "true") return "none"
  return /^(?:0|false|no|off)$/i.test(env["LAPLINE_REDACT"] ?? "") ? "raw" : "redacted"
}

export const keyPolicy =
  (content: Content): KeyPolicy =>
  (key) => {
    if (key.startsWith("db.query.parameter")) return "drop"
    if (key === "db.query.text") return cleanStatement
    if (!isContent(key)) return "keep"
    if (content === "none") return "drop"
    return content === "raw" ? "keep" : redactValue
  }

const CONTENT_KEYS: ReadonlySet<string> = new Set([
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.definitions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.retrieval.query.text",
  "gen_ai.retrieval.documents",
  // Effect's Toolkit.handle annotates the span around it with this one.
  "parameters"
])

const CONTENT_FAMILIES = ["gen_ai.prompt", "gen_ai.completion"]

const isContent = (key: string): boolean =>
  CONTENT_KEYS.has(key) ||
  CONTENT_FAMILIES.some((family) => key === family || key.startsWith(`${family}.`))

const cleanStatement: Clean = (value) => (typeof value === "string" ? withoutValues(value) : value)

const redactValue: Clean = (value) =>
  redact(
    typeof value === "string"
      ? value.slice(0, MAX_STRING_BYTES)
      : jsonValue(value, MAX_STRING_BYTES)
  )
