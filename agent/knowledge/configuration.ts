/** Which embedder runs: the model that comes along, a server, or none. */
import { Config, Effect, type Scope } from "effect"
import type { SqlClient } from "effect/sql"
import type { EmbeddingModel } from "./embedder.ts"
import { openAiEmbedder } from "./openai-embedder.ts"
import { useLiteEmbedder } from "./use-lite.ts"
import { comparesVectors } from "./vectors.ts"

/**
 * AGENT_EMBEDDER is `use-lite` (default), `openai` or `none`; `openai` reads OPENAI_BASE_URL, OPENAI_API_KEY and
 * AGENT_EMBEDDING_MODEL. None as well where the database cannot compare vectors.
 */
export const configuredEmbedder: Effect.Effect<
  EmbeddingModel | undefined,
  Config.ConfigError,
  SqlClient.SqlClient | Scope.Scope
> = Effect.gen(function* () {
  const chosen = yield* choice
  if (chosen === "none") return undefined
  if (!(yield* comparesVectors)) {
    yield* Effect.logWarning("sqlite-vec is not loaded: knowledge is searched by full text alone")
    return undefined
  }
  return chosen === "openai" ? openAiEmbedder(yield* openAiSettings) : yield* useLiteEmbedder()
})

const choice = Config.Literals(["use-lite", "openai", "none"], "AGENT_EMBEDDER").pipe(
  Config.withDefault("use-lite")
)

const openAiSettings = Config.all({
  baseUrl: Config.NonEmptyString("OPENAI_BASE_URL").pipe(
    Config.withDefault("https://api.openai.com/v1")
  ),
  apiKey: Config.Redacted("OPENAI_API_KEY").pipe(Config.withDefault(undefined)),
  model: Config.NonEmptyString("AGENT_EMBEDDING_MODEL").pipe(
    Config.withDefault("text-embedding-3-small")
  )
})
