/** Rows as they leave the database: checked against a schema, never trusted as they are. */
import { Data, Effect, Schema } from "effect"
import type { SqlError } from "effect/sql"

/** A row that is not of the shape the schema promises: the file was changed by another hand. */
export class UnexpectedRow extends Data.TaggedError("UnexpectedRow")<{
  readonly table: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `A row of ${this.table} is not of the expected form`
  }
}

/** Whatever can go wrong between a query and its decoded rows. */
export type DatabaseError = SqlError.SqlError | UnexpectedRow

/** A decoder of rows of one table: pure, and made once because compiling a schema is the slow part. */
export const rowDecoder = <A, I>(table: string, row: Schema.Codec<A, I>) => {
  const decode = Schema.decodeUnknownEffect(Schema.Array(row))
  return (rows: ReadonlyArray<unknown>): Effect.Effect<ReadonlyArray<A>, UnexpectedRow> =>
    Effect.mapError(decode(rows), (cause) => new UnexpectedRow({ table, cause }))
}
