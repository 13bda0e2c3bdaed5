/** What a tool answers instead of throwing: `success: false`, a code a program can act on, a message for the model. */
import { Schema } from "effect"

/**
 * DATA_ERR: the input or the data it names is wrong; correct it and retry.
 * NOT_ELIGIBLE, DUPLICATE_RMA: the rules refuse; a retry cannot help.
 * DATABASE_ERR, CARRIER_ERR, MAIL_ERR: a part behind the tool failed; retry once, then escalate.
 * INTERNAL_ERR: a defect of the tool itself.
 */
export const ERROR_CODES = [
  "DATA_ERR",
  "NOT_ELIGIBLE",
  "DUPLICATE_RMA",
  "DATABASE_ERR",
  "CARRIER_ERR",
  "MAIL_ERR",
  "INTERNAL_ERR"
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export const Failure = Schema.Struct({
  success: Schema.Literal(false),
  error: Schema.Literals(ERROR_CODES),
  message: Schema.String
})
export type Failure = typeof Failure.Type
