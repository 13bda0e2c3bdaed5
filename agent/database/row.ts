/** Rows as they leave the database: checked against a schema, never trusted as they are. */
import { Data, Effect, Schema, type SchemaIssue } from "effect"
import type { SqlError } from "effect/sql"

/**
 * A row that is not of the shape the schema promises: the file was changed by another hand. It
 * names the place and not the value, which may be personal and would end in a log.
 */
export class UnexpectedRow extends Data.TaggedError("UnexpectedRow")<{
  readonly table: string
  readonly place: string
}> {
  override get message(): string {
    return `A row of ${this.table} is not of the expected form at ${this.place}`
  }
}

/** Whatever can go wrong between a query and its decoded rows. */
export type DatabaseError = SqlError.SqlError | UnexpectedRow

/** A decoder of rows of one table: pure, and made once because compiling a schema is the slow part. */
export const rowDecoder = <A, I>(table: string, row: Schema.Codec<A, I>) => {
  const decode = Schema.decodeUnknownEffect(Schema.Array(row))
  return (rows: ReadonlyArray<unknown>): Effect.Effect<ReadonlyArray<A>, UnexpectedRow> =>
    Effect.mapError(
      decode(rows),
      (error) => new UnexpectedRow({ table, place: placeOf(error.issue).join(".") })
    )
}

/** The path to the first thing that does not fit, such as `0.order_date`. */
const placeOf = (issue: SchemaIssue.Issue): ReadonlyArray<string> => {
  if (issue._tag === "Pointer") return [...issue.path.map(String), ...placeOf(issue.issue)]
  if ("issue" in issue) return placeOf(issue.issue)
  const first = "issues" in issue ? issue.issues[0] : undefined
  return first === undefined ? [] : placeOf(first)
}
