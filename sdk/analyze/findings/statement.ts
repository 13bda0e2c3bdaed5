/** A query's statement in one line. */

import { type TimedSpan, textAt } from "./sighting.ts"

const MAX_LENGTH = 120

/** The text without values, as the log has it; the span's name where it has none. */
export const statementOf = ({ record }: TimedSpan): string => {
  const text = (textAt(record, "db.query.text") ?? record.name).replace(/\s+/g, " ").trim()
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`
}
