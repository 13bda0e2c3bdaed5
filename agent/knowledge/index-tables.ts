/** The knowledge base's tables, beside the shop's own in the same database, and whether they are in order. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import { inTransaction } from "../database/transaction.ts"

export interface IndexHealth {
  readonly documents: number
  readonly chunks: number
  /** Whether every chunk is there and the full-text index finds as many. */
  readonly healthy: boolean
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
    const [counts] = yield* sql<{
      documents: number
      promised: number
      chunks: number
      indexed: number
    }>`SELECT (SELECT count(*) FROM knowledge_documents) AS documents,
      (SELECT coalesce(sum(chunk_count), 0) FROM knowledge_documents) AS promised,
      (SELECT count(*) FROM knowledge_chunks) AS chunks,
      (SELECT count(*) FROM knowledge_fts_docsize) AS indexed`
    if (counts === undefined) return { documents: 0, chunks: 0, healthy: false }
    const { documents, promised, chunks, indexed } = counts
    return { documents, chunks, healthy: promised === chunks && chunks === indexed }
  })

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
  // The text stands in knowledge_chunks alone; the index refers to its rows.
  `CREATE VIRTUAL TABLE IF NOT EXISTS knowledge_fts USING fts5(
    section, text, content = 'knowledge_chunks', content_rowid = 'id', tokenize = 'porter unicode61'
  )`
]
