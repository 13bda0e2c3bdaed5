/** A session: its id, and what was said and done in it so far. */
import { Effect, Ref } from "effect"
import { Prompt } from "effect/ai"
import { randomUUID } from "node:crypto"

export interface Session {
  readonly id: string
  /** Messages, tool calls and results, without a system prompt: that is made anew for every model call. */
  readonly history: Ref.Ref<Prompt.Prompt>
}

export const openSession: Effect.Effect<Session> = Effect.gen(function* () {
  return { id: randomUUID(), history: yield* Ref.make(Prompt.empty) }
})

export const remember = (session: Session, said: Prompt.RawInput): Effect.Effect<void> =>
  Ref.update(session.history, (history) => Prompt.concat(history, said))
