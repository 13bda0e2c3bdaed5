/** Splits documents into chunks and indexes them, only those that have changed. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import { inTransaction } from "../database/transaction.ts"
import { hasFault } from "../fault/fault.ts"
import { chunkDocument } from "./chunking.ts"
import type { KnowledgeDocument } from "./documents.ts"
import { checkIndex } from "./index-tables.ts"
import { embedChunks } from "./vectors.ts"

export interface Ingested {
  /** Names of the documents that were new or changed. */
  readonly documents: readonly string[]
  /** Chunks written, not those that stayed. */
  readonly chunks: number
  /** Chunks that got their vector now. */
  readonly vectors: number
}

const ingesting = inTransaction({ transaction: Lap.transaction("ingest knowledge") })

/**
 * Brings the index up to date with the documents: changed ones are indexed anew, ones that are gone are removed. An
 * index that is not healthy is built from nothing. All or nothing; does not write when nothing has changed. What has no
 * vector of the current model yet is then embedded; should that fail, the next start tries again and full text
 * works meanwhile.
 */
export const ingest = (
  documents: readonly KnowledgeDocument[]
): Effect.Effect<Ingested, SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const indexed = yield* indexText(documents)
    const vectors = yield* Effect.catchTag(embedChunks, "EmbeddingFailed", (failed) =>
      Effect.as(Effect.logWarning("Not every passage has a vector", failed.message), 0)
    )
    return { ...indexed, vectors }
  })

const indexText = (documents: readonly KnowledgeDocument[]) =>
  Effect.gen(function* () {
    const found = yield* differences(documents)
    if (found.changed.length === 0 && found.stale.length === 0) return { documents: [], chunks: 0 }
    // Another process may have done it while this one waited to write.
    return yield* ingesting(Effect.flatMap(differences(documents), rewrite))
  })

interface Differences {
  readonly changed: readonly KnowledgeDocument[]
  /** Names of stored documents to remove: gone, changed, or part of an index that is not healthy. */
  readonly stale: readonly string[]
}

const differences = (documents: readonly KnowledgeDocument[]) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const { healthy } = yield* checkIndex
    const trusted = healthy && !(yield* hasFault("slow-startup"))
    const stored = yield* sql<{
      name: string
      hash: string
    }>`SELECT name, hash FROM knowledge_documents`
    const isCurrent = (document: KnowledgeDocument) =>
      trusted && stored.some(({ name, hash }) => name === document.name && hash === document.hash)
    const current = documents.filter(isCurrent).map(({ name }) => name)
    return {
      changed: documents.filter((document) => !isCurrent(document)),
      stale: stored.map(({ name }) => name).filter((name) => !current.includes(name))
    }
  })

const rewrite = ({ changed, stale }: Differences) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    for (const name of stale) yield* sql`DELETE FROM knowledge_documents WHERE name = ${name}`
    let written = 0
    for (const { name, hash, text } of changed) {
      const chunks = chunkDocument(text)
      yield* sql`INSERT INTO knowledge_documents ${sql.insert({ name, hash, chunk_count: chunks.length })}`
      for (const chunk of chunks) {
        yield* sql`INSERT INTO knowledge_chunks ${sql.insert({ document: name, ...chunk })}`
      }
      written += chunks.length
    }
    yield* sql`INSERT INTO knowledge_fts (knowledge_fts) VALUES ('rebuild')`
    return { documents: changed.map(({ name }) => name), chunks: written }
  })
