/** One conversation with a scripted model, on a seeded database with its knowledge index. */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { openIndex } from "../../../agent/knowledge/index-tables.ts"
import { openSession, type Session } from "../../../agent/turn/session.ts"
import { makeTurn, type TurnOptions, type TurnResult } from "../../../agent/turn/turn.ts"
import type { Services } from "../workshop.ts"
import type { ScriptedModel } from "./scripted-model.ts"

export interface Desk {
  readonly model: ScriptedModel
  readonly messages: readonly string[]
  readonly options?: Partial<TurnOptions>
  /** Before the first message. */
  readonly first?: Effect.Effect<unknown, SqlError.SqlError, SqlClient.SqlClient>
}

export interface Served {
  readonly session: Session
  readonly turns: readonly TurnResult[]
}

const OPTIONS: TurnOptions = { model: "scripted", modelTimeoutMs: 10_000, toolTimeoutMs: 10_000 }

export const serve = ({
  model,
  messages,
  options,
  first = Effect.void
}: Desk): Effect.Effect<Served, SqlError.SqlError, Services> =>
  Effect.gen(function* () {
    const turn = makeTurn({ ...OPTIONS, ...options })
    yield* openIndex
    yield* first
    const session = yield* openSession
    const turns = yield* Effect.forEach(messages, (message) => turn(session, message))
    return { session, turns }
  }).pipe(Effect.provide(model.layer))
