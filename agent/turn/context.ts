/** Prepares what a model call is given: instructions, the passages needed by now, the history. */
import { Effect, Ref } from "effect"
import { Prompt } from "effect/ai"
import { Lap } from "lapline"
import { hasFault } from "../fault/fault.ts"
import { keepForever } from "../fault/keep-forever.ts"
import { needsOf, retrieve } from "./needs.ts"
import type { Session } from "./session.ts"
import { systemPrompt } from "./system-prompt.ts"
import type { TurnState } from "./turn-state.ts"

/** Retrieves only what this turn has not retrieved before. */
export const prepareContext = Lap.step("context")(function* (session: Session, turn: TurnState) {
  const needs = needsOf(turn.message, turn.outcomes).map(
    (need) => [JSON.stringify(need), need] as const
  )
  const missing = needs.filter(([key]) => !turn.passages.has(key))
  const concurrency = (yield* hasFault("serial-tools")) ? 1 : 3
  const found = yield* Effect.forEach(missing, ([, need]) => retrieve(need), { concurrency })
  missing.forEach(([key], at) => turn.passages.set(key, found[at] ?? []))
  const passages = needs.flatMap(([key]) => turn.passages.get(key) ?? [])
  const history = yield* Ref.get(session.history)
  const system = systemPrompt(session.id, passages)
  if (yield* hasFault("leak")) keepForever(system)
  const copies = (yield* hasFault("context-growth")) ? turn.llmCalls + 1 : 1
  return Prompt.setSystem(history, Array<string>(copies).fill(system).join("\n\n"))
})
