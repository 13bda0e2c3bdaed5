/** The knowledge base's tables, beside the shop's own in the same database, and whether they are in order. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import { inTransaction } from "../database/transaction.ts"
import { Embedder } from "./embedder.ts"

export interface IndexHealth {
  readonly documents: number
  readonly chunks: number
  /** Chunks that have a vector of the current model; 0 without an embedder. */
  readonly vectors: number
  /** Whether every chunk is there and the full-text index finds as many. */
  readonly healthy: boolean
  /** Whether every chunk has its vector, or nothing embeds. */
  readonly embedded: boolean
}

const creating = inTransaction({ transaction: Lap.transaction("create knowledge index") })

/** Creates the tables where they are missing. */
export const openIndex: Effect.Effect<void, SqlError.SqlError, SqlClient.SqlClient> = creating(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    for (const statement of TABLES) yield* sql.unsafe(statement)
  })
)

/** Compares what was ingested with what is there. An empty index is healthy. */
export const checkIndex: Effect.Effect<IndexHealth, SqlError.SqlError, SqlClient.SqlClient> =
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const embedder = yield* Embedder
    const [counts] = yield* sql<{
      documents: number
      promised: number
      chunks: number
      indexed: number
      vectors: number
    }>`SELECT (SELECT count(*) FROM knowledge_documents) AS documents,
      (SELECT coalesce(sum(chunk_count), 0) FROM knowledge_documents) AS promised,
      (SELECT count(*) FROM knowledge_chunks) AS chunks,
      (SELECT count(*) FROM knowledge_fts_docsize) AS indexed,
      (SELECT count(*) FROM knowledge_vectors WHERE model = ${embedder?.model ?? ""}) AS vectors`
    if (counts === undefined) return NOTHING
    const { documents, promised, chunks, indexed, vectors } = counts
    const healthy = promised === chunks && chunks === indexed
    const embedded = embedder === undefined || vectors === chunks
    return { documents, chunks, vectors, healthy, embedded }
  })

const NOTHING: IndexHealth = {
  documents: 0,
  chunks: 0,
  vectors: 0,
  healthy: false,
  embedded: false
}

const TABLES = [
  `CREATE TABLE IF NOT EXISTS knowledge_documents (
    name TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    chunk_count INTEGER NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS knowledge_chunks (
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL REFERENCES knowledge_documents (name) ON DELETE CASCADE,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    overlap INTEGER NOT NULL
  )`,
  "CREATE INDEX IF NOT EXISTS knowledge_chunks_by_document ON knowledge_chunks (document)",
  // A plain table, so that a chunk takes its vector along and a process without the extension keeps both right.
  `CREATE TABLE IF NOT EXISTS knowledge_vectors (
    chunk_id INTEGER PRIMARY KEY REFERENCES knowledge_chunks (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    vector BLOB NOT NULL
  )`,
  // The text stands in knowledge_chunks alone; the index refers to its rows.
  `CREATE VIRTUAL TABLE IF NOT EXISTS knowledge_fts USING fts5(
    section, text, content = 'knowledge_chunks', content_rowid = 'id', tokenize = 'porter unicode61'
  )`
]
