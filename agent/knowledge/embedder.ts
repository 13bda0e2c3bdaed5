/** What turns text into vectors, each call of it measured; the search does without where there is none. */
import { Context, Data, Effect } from "effect"
import { Lap } from "lapline"

/** Unit vectors: their dimensions are the model's own and always the same. */
export type Vector = Float32Array<ArrayBuffer>

export interface EmbeddingModel {
  /** Stored beside each vector: vectors of another model are not comparable. */
  readonly model: string
  /** Answers a vector for each text, in order. Not cached: for documents. */
  readonly embed: (texts: readonly string[]) => Effect.Effect<readonly Vector[], EmbeddingFailed>
  /** Answers from the cache what was asked before. At most the first `QUERY_LENGTH` code units count. */
  readonly embedQuery: (text: string) => Effect.Effect<Vector, EmbeddingFailed>
}

/** Undefined where nothing embeds: the knowledge base is then searched by full text alone. */
export const Embedder = Context.Reference<EmbeddingModel | undefined>("return-agent/Embedder", {
  defaultValue: () => undefined
})

/** The model could not be loaded or reached, or answered what are no vectors. Never holds the text. */
export class EmbeddingFailed extends Data.TaggedError("EmbeddingFailed")<{
  readonly model: string
  readonly reason: string
  readonly cause?: unknown
}> {
  override get message(): string {
    return `The embedding model ${this.model} failed: ${this.reason}`
  }
}

export interface EmbedderOptions {
  readonly model: string
  /** As OpenTelemetry names providers, in `gen_ai.provider.name`. */
  readonly provider: string
  readonly run: (texts: readonly string[]) => Effect.Effect<Embedded, EmbeddingFailed>
}

export interface Embedded {
  readonly vectors: readonly Vector[]
  /** Where the provider counts them. */
  readonly inputTokens?: number | undefined
}

/** A query longer than a chunk finds nothing more, and its cost grows faster than its length. */
export const QUERY_LENGTH = 500

/** Queries whose vectors are kept; each takes 2 kB at 512 dimensions. */
const CACHED_QUERIES = 256

/** Measures each call as `embeddings MODEL` and checks that every text got a vector of one size. */
export const makeEmbedder = ({ model, provider, run }: EmbedderOptions): EmbeddingModel => {
  const measured = Lap.operation({
    metric: "embeddings",
    name: `embeddings ${model}`,
    attributes: {
      "gen_ai.operation.name": "embeddings",
      "gen_ai.provider.name": provider,
      "gen_ai.request.model": model
    }
  })
  const embed = measured(function* (texts: readonly string[]) {
    const { vectors, inputTokens } = yield* run(texts)
    const dimensions = vectors[0]?.length ?? 0
    yield* Lap.annotate({
      "lapline.texts": texts.length,
      "gen_ai.embeddings.dimension.count": dimensions,
      ...(inputTokens === undefined ? {} : { "gen_ai.usage.input_tokens": inputTokens })
    })
    if (vectors.length !== texts.length || vectors.some(({ length }) => length !== dimensions)) {
      return yield* new EmbeddingFailed({
        model,
        reason: "a text got no vector, or one of its own size"
      })
    }
    return vectors.map(normalized)
  })
  const kept = new Map<string, Vector>()
  const embedQuery = (text: string) =>
    Effect.suspend(() => {
      const query = text.slice(0, QUERY_LENGTH)
      const known = kept.get(query)
      if (known !== undefined) return Effect.succeed(known)
      return Effect.map(embed([query]), ([vector]) => keep(kept, query, vector ?? NO_VECTOR))
    })
  return {
    model,
    embed: (texts) => (texts.length === 0 ? Effect.succeed([]) : embed(texts)),
    embedQuery
  }
}

/** `embed` answers as many vectors as it got texts. */
const NO_VECTOR: Vector = new Float32Array()

/** The oldest goes first: a Map keeps the order of insertion. */
const keep = (kept: Map<string, Vector>, query: string, vector: Vector): Vector => {
  for (const oldest of kept.keys()) {
    if (kept.size < CACHED_QUERIES) break
    kept.delete(oldest)
  }
  kept.set(query, vector)
  return vector
}

const normalized = (vector: Vector): Vector => {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}
