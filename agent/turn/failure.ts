/** Everything a turn can fail with, in four classes, and what the customer is told: never the error's own words. */
import { Cause } from "effect"
import { AiError } from "effect/ai"
import { SqlError } from "effect/sql"
import { UnexpectedRow } from "../database/row.ts"

export type FailureClass = "timeout" | "database" | "model" | "other"

export interface TurnFailure {
  readonly kind: FailureClass
  /** The name of the error, such as `RateLimitError`: no text of a provider, a tool or a customer. */
  readonly type: string
}

/** The model went on calling tools until the last iteration. */
export const EXHAUSTED: TurnFailure = { kind: "other", type: "IterationsExhausted" }

/** Undefined when the turn was only interrupted: then nobody is there to be answered. */
export const failureOf = (cause: Cause.Cause<unknown>): TurnFailure | undefined => {
  if (Cause.hasInterruptsOnly(cause)) return undefined
  const error = Cause.squash(cause)
  return { kind: classOf(error), type: typeOf(error) }
}

const classOf = (error: unknown): FailureClass => {
  if (Cause.isTimeoutError(error)) return "timeout"
  if (AiError.isAiError(error)) return "model"
  if (SqlError.isSqlError(error) || error instanceof UnexpectedRow) return "database"
  return "other"
}

const typeOf = (error: unknown): string => {
  if (AiError.isAiError(error) || SqlError.isSqlError(error)) return error.reason._tag
  return error instanceof Error ? error.name : "UnknownError"
}

/** What the customer reads: kind, true, and with a person offered. */
export const KIND_WORDS: Readonly<Record<FailureClass, string>> = {
  timeout:
    "I am sorry, this is taking longer than it should. Please try again in a moment, or ask for a person and one of our specialists will take over.",
  database:
    "I am sorry, I cannot reach our order records right now. Please try again in a few minutes, or ask for a person and one of our specialists will take over.",
  model:
    "I am sorry, I am having trouble to answer right now. Please try again in a moment, or ask for a person and one of our specialists will take over.",
  other:
    "I am sorry, something went wrong on our side. Please try again, or ask for a person and one of our specialists will take over."
}
