/** Hybrid search in the knowledge base: full text by BM25 and vectors by cosine distance, joined by rank. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { hasFault } from "../fault/fault.ts"
import type { DocumentName } from "./documents.ts"
import type { Vector } from "./embedder.ts"
import { fuse } from "./fusion.ts"
import { nearest } from "./vectors.ts"

export interface SearchQuery {
  /** Plain words; any of them may match, more of them rank higher. */
  readonly words: string
  readonly documents: readonly DocumentName[]
  readonly limit: number
}

export interface Found {
  readonly document: string
  readonly section: string
  readonly text: string
  /** How much of the text repeats the end of the chunk before it. */
  readonly overlap: number
}

/** How far down each ranking counts. */
const RANKED = 10

/** The best chunks, best first; by full text alone without a vector of the words. None when no word matches. */
export const searchChunks = (
  query: SearchQuery,
  vector?: Vector
): Effect.Effect<readonly Found[], SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const { words, documents, limit } = query
    const rankings = [yield* matching(words, documents)]
    if (vector !== undefined) rankings.push(yield* nearest(vector, { documents, limit: RANKED }))
    const best = fuse(rankings)
    if (yield* hasFault("n-plus-one")) {
      const chunks = yield* Effect.forEach(best, (id) => chunksOf([id]))
      return chunks.flat().slice(0, limit)
    }
    return yield* chunksOf(best.slice(0, limit))
  })

/** Ids of the chunks that hold most of the words, best first, a section's title weighing more than its text. */
const matching = (words: string, documents: readonly DocumentName[]) =>
  Effect.gen(function* () {
    const match = matchExpression(words)
    if (match === "") return []
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ id: number }>`SELECT c.id
      FROM knowledge_fts JOIN knowledge_chunks c ON c.id = knowledge_fts.rowid
      WHERE knowledge_fts MATCH ${match} AND ${sql.in("c.document", documents)}
      ORDER BY bm25(knowledge_fts, 5.0, 1.0), c.id LIMIT ${RANKED}`
    return rows.map(({ id }) => id)
  })

const chunksOf = (ids: readonly number[]) =>
  Effect.gen(function* () {
    if (ids.length === 0) return []
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<Found & { readonly id: number }>`SELECT id, document, section, text,
      overlap FROM knowledge_chunks WHERE ${sql.in("id", ids)}`
    return ids.flatMap((id) => rows.filter((row) => row.id === id))
  })

/**
 * The words as an FTS5 expression: each quoted, so that nothing in a customer's message is read as
 * syntax. A word such as `TIME_EXP` becomes a phrase. Empty when only stop words are left.
 */
export const matchExpression = (words: string): string => {
  const terms = words.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []
  const telling = [...new Set(terms)].filter((term) => term.length > 2 && !STOP_WORDS.has(term))
  return telling.map((term) => `"${term}"`).join(" OR ")
}

/** Words that stand in every message and every section. */
const STOP_WORDS = new Set(
  (
    "the and for you your with that this have has had was were are not but can could would will " +
    "from they them their its all any our out just about into than then there here what when which " +
    "who how why get got let may might must should did does been being also very too some please " +
    "order orders number item items return returns returned customer need want like one two"
  ).split(" ")
)
