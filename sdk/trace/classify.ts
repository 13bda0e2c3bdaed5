/** What kind of operation a span made by a library is, from its name and attributes. */

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

/** `SELECT orders`: the operation and the first table, as OpenTelemetry names statements; only the operation where no table is found. */
export const queryName = (text: string): string => {
  const known = names.get(text)
  if (known !== undefined) return known
  const head = text.slice(0, MAX_TEXT).replaceAll(COMMENT, " ")
  const operation = /[A-Za-z]+/.exec(head)?.[0].toUpperCase() ?? "QUERY"
  const table = TABLE.exec(head)?.[1]?.replaceAll(/["'`[\]]/g, "")
  const name = table === undefined ? operation : `${operation} ${table}`
  if (names.size >= MAX_NAMES) names.clear()
  names.set(text, name)
  return name
}

const COMMENT = /--[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g
const TABLE =
  /\b(?:from|into|update|join|table|index|view)\s+(?:if\s+(?:not\s+)?exists\s+|only\s+)?([\w."'`[\]]+)/i
const MAX_TEXT = 4_096
const MAX_NAMES = 1_000
const names = new Map<string, string>()
