/** What kind of operation a span made by a library is, from its name and attributes. */

import { queryName } from "./query-text.ts"
import type { Operation } from "./site.ts"

export interface Classified {
  readonly operation: Operation
  readonly name: string
}

const SPAN: Operation = { metric: "span", toolName: undefined }
const QUERY: Operation = { metric: "db_query", toolName: undefined }
const TRANSACTION: Operation = { metric: "db_transaction", toolName: undefined }
const MODEL_CALL: Operation = { metric: "llm_call", toolName: undefined }

export interface Unclassified {
  readonly name: string
  readonly attribute: (key: string) => unknown
  /** Whether the user's own code made the span, not a library it calls. */
  readonly isUsers: boolean
  /** Metric of the nearest Lap around. */
  readonly around: string | undefined
}

/**
 * Statements and transactions of Effect's SQL clients, and model calls that the user spans by hand. The spans that
 * LanguageModel and its providers make are not model calls here: they stand inside the Lap of the call, or inside the
 * user's span, and would count it twice.
 */
export const classify = ({ around, attribute, isUsers, name }: Unclassified): Classified => {
  if (name === "sql.transaction") return { operation: TRANSACTION, name }
  // Effect names statement spans after the database, so the method it notes on them is what tells them.
  if (attribute("effect.sql.method") !== undefined) {
    const text = attribute("db.query.text")
    return { operation: QUERY, name: typeof text === "string" ? queryName(text) : name }
  }
  if (isUsers && around !== "llm_call" && attribute("gen_ai.operation.name") === "chat") {
    return { operation: MODEL_CALL, name }
  }
  return { operation: SPAN, name }
}
