/** A write transaction with a span of its own, its commit and its rollback inside it. */
import { Effect, Exit } from "effect"
import { SqlClient, type SqlConnection, type SqlError } from "effect/sql"
import type { Lap } from "lapline"
import { BEGIN } from "./client.ts"

export interface TransactionSpans {
  readonly transaction: Lap.Lap
  /** Around the commit, for a caller that counts it among its own steps. */
  readonly commit?: Lap.Lap
}

/**
 * Runs `body` in one transaction on the writer: committed when it succeeds, rolled back when it
 * fails or is interrupted. Inside another transaction it becomes part of that one.
 *
 * `SqlClient.withTransaction` does the same, but opens its commit's span beside its own: the time
 * of the commit would then count twice.
 */
export const inTransaction =
  (spans: TransactionSpans) =>
  <A, E, R>(
    body: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | SqlError.SqlError, R | SqlClient.SqlClient> =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const outer = yield* Effect.serviceOption(sql.transactionService)
      if (outer._tag === "Some") return yield* body
      return yield* spans.transaction(topLevel(sql, spans.commit, body))
    })

const topLevel = <A, E, R>(
  sql: SqlClient.SqlClient,
  commitSpan: Lap.Lap | undefined,
  body: Effect.Effect<A, E, R>
): Effect.Effect<A, E | SqlError.SqlError, R> =>
  Effect.scoped(
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const connection = yield* restore(sql.reserve)
        yield* control(connection, BEGIN)
        const exit = yield* Effect.exit(
          restore(Effect.provideService(body, sql.transactionService, [connection, 0]))
        )
        if (Exit.isFailure(exit)) {
          yield* rollback(connection)
          return yield* exit
        }
        const commit = control(connection, "COMMIT")
        const spanned = commitSpan === undefined ? commit : commitSpan(commit)
        yield* Effect.onError(spanned, () => rollback(connection))
        return exit.value
      })
    )
  )

const control = (connection: SqlConnection.Connection, statement: string) =>
  connection.executeUnprepared(statement, [], undefined)

/** Some errors (a full disk, an I/O error) already end the transaction; any other failure is a defect. */
const rollback = (connection: SqlConnection.Connection) =>
  control(connection, "ROLLBACK").pipe(
    Effect.catchIf(
      (error) => /no transaction is active/u.test(String(error.reason.cause)),
      () => Effect.void
    ),
    Effect.orDie
  )
