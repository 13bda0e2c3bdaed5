/** Attributes that hold what people and models said, or the values a statement was run with. */

export type KeepAttribute = (key: string) => boolean

/** Prompts, answers, tool arguments and results: written only when the user turned content capture on. */
const CONTENT_KEYS: ReadonlySet<string> = new Set([
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.tool.definitions",
  // Effect's Toolkit.handle annotates the span around it with these.
  "parameters",
  "tool.parameters"
])

const CONTENT_PREFIXES = ["gen_ai.prompt.", "gen_ai.completion."]

/** Values bound to a statement: never written. */
const VALUE_PREFIX = "db.query.parameter"

export const keepWithoutContent: KeepAttribute = (key) =>
  !CONTENT_KEYS.has(key) &&
  !key.startsWith(VALUE_PREFIX) &&
  !CONTENT_PREFIXES.some((prefix) => key.startsWith(prefix))

export const keepWithContent: KeepAttribute = (key) => !key.startsWith(VALUE_PREFIX)
