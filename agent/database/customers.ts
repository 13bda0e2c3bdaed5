/** Customers as mail knows them. */
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { type DatabaseError, rowDecoder } from "./row.ts"

export interface Addressee {
  readonly id: number
  readonly email: string
  readonly firstName: string
}

/** The case of the address does not matter. */
export const customerByEmail = (
  email: string
): Effect.Effect<Addressee | undefined, DatabaseError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`SELECT id, email, first_name FROM customers WHERE email = ${email}`
    const [row] = yield* decodeAddressees(rows)
    return row && { id: row.id, email: row.email, firstName: row.first_name }
  })

const decodeAddressees = rowDecoder(
  "customers",
  Schema.Struct({ id: Schema.Int, email: Schema.String, first_name: Schema.String })
)
