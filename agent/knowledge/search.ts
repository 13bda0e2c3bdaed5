/** Full-text search in the knowledge base: BM25, with a section's title weighing more than its text. */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { DocumentName } from "./documents.ts"

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

/** The best chunks, best first; none when no word matches. */
export const searchChunks = ({
  words,
  documents,
  limit
}: SearchQuery): Effect.Effect<readonly Found[], SqlError.SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const match = matchExpression(words)
    if (match === "") return []
    const sql = yield* SqlClient.SqlClient
    return yield* sql<Found>`SELECT c.document, c.section, c.text, c.overlap
      FROM knowledge_fts JOIN knowledge_chunks c ON c.id = knowledge_fts.rowid
      WHERE knowledge_fts MATCH ${match} AND ${sql.in("c.document", documents)}
      ORDER BY bm25(knowledge_fts, 5.0, 1.0), c.id LIMIT ${limit}`
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
