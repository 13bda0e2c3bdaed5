/** The index of vectors: one for each chunk and the model it is of, compared by the sqlite-vec extension. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import { getLoadablePath } from "sqlite-vec"
import { inTransaction } from "../database/transaction.ts"
import { type EmbeddingFailed, Embedder, type EmbeddingModel, type Vector } from "./embedder.ts"

/** The extension's file, for the database's connections to load; none where there is no build of it for the platform. */
export const vectorExtension: Effect.Effect<readonly string[]> = Effect.try({
  try: () => [getLoadablePath()],
  catch: (cause) => (cause instanceof Error ? cause.message : String(cause))
}).pipe(Effect.catch((reason) => Effect.as(Effect.logWarning(reason), [])))

/** Whether the database's connections can compare vectors. */
export const comparesVectors: Effect.Effect<boolean, never, SqlClient.SqlClient> = Effect.gen(
  function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`SELECT vec_version()`
    return true
  }
).pipe(Effect.catch(() => Effect.succeed(false)))

interface Unembedded {
  readonly id: number
  readonly section: string
  readonly text: string
  readonly overlap: number
}

/**
 * Embeds the chunks that have no vector of the current model yet, and forgets vectors of other models. Answers how many
 * it embedded: 0 without an embedder.
 */
export const embedChunks: Effect.Effect<
  number,
  EmbeddingFailed | SqlError.SqlError,
  SqlClient.SqlClient
> = Effect.gen(function* () {
  const embedder = yield* Embedder
  if (embedder === undefined) return 0
  const sql = yield* SqlClient.SqlClient
  const chunks = yield* sql<Unembedded>`SELECT c.id, c.section, c.text, c.overlap
    FROM knowledge_chunks c
    LEFT JOIN knowledge_vectors v ON v.chunk_id = c.id AND v.model = ${embedder.model}
    WHERE v.chunk_id IS NULL ORDER BY c.id`
  if (chunks.length === 0) return 0
  // Outside the transaction: nobody waits for a model with the write lock held.
  const vectors = yield* embedder.embed(chunks.map(textToEmbed))
  yield* storing(store(embedder, chunks, vectors))
  return chunks.length
})

/** The title says what the text leaves out. The overlap is the end of another thought. */
const textToEmbed = ({ section, text, overlap }: Unembedded): string =>
  `${section}. ${text.slice(overlap).trim()}`

const storing = inTransaction({ transaction: Lap.transaction("store vectors") })

const store = (
  { model }: EmbeddingModel,
  chunks: readonly Unembedded[],
  vectors: readonly Vector[]
) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`DELETE FROM knowledge_vectors WHERE model <> ${model}`
    for (const [at, { id, text }] of chunks.entries()) {
      const vector = vectors[at]
      if (vector === undefined) continue
      // Another process may have put another chunk under this id meanwhile.
      yield* sql`INSERT OR REPLACE INTO knowledge_vectors (chunk_id, model, dimensions, vector)
        SELECT id, ${model}, ${vector.length}, ${bytes(vector)}
        FROM knowledge_chunks WHERE id = ${id} AND text = ${text}`
    }
  })

/** Ids of the chunks nearest in meaning, best first, by cosine distance. */
export const nearest = (
  query: Vector,
  { documents, limit }: { readonly documents: readonly string[]; readonly limit: number }
) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const embedder = yield* Embedder
    // The sizes differ only where a server has changed its model under the same name.
    const rows = yield* sql<{ id: number }>`SELECT c.id
      FROM knowledge_vectors v JOIN knowledge_chunks c ON c.id = v.chunk_id
      WHERE v.model = ${embedder?.model ?? ""} AND v.dimensions = ${query.length}
        AND ${sql.in("c.document", documents)}
      ORDER BY vec_distance_cosine(v.vector, ${bytes(query)}), c.id LIMIT ${limit}`
    return rows.map(({ id }) => id)
  })

/** SQLite stores the numbers as the machine has them; sqlite-vec reads them so. */
const bytes = ({ buffer, byteOffset, byteLength }: Vector): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
