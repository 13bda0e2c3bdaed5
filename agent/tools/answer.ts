/** Turns whatever happens in a tool into an answer: a tool never fails to the agent. */
import { Data, Effect, Schema } from "effect"
import { Lap } from "lapline"
import type { CarrierError } from "../carrier/carrier.ts"
import type { DatabaseError } from "../database/row.ts"
import type { MailError } from "../mail/mail.ts"
import type { TemplateError } from "../mail/template.ts"
import { inputHash } from "./input-hash.ts"
import type { ErrorCode, Failure } from "./failure.ts"

/**
 * The tool says no, and why. The explanation may quote the model's input, so it is not the error's
 * message, which goes to the log.
 */
export class Refused extends Data.TaggedError("Refused")<{
  readonly code: ErrorCode
  readonly explanation: string
}> {
  override get message(): string {
    return this.code
  }
}

type ToolError = Refused | DatabaseError | CarrierError | MailError | TemplateError

/**
 * Decodes a tool's input and runs its body. Refusals, failures and defects become
 * `success: false`, and the tool's span ends with status error; only an interruption passes.
 */
export const answering =
  <Input, Answer, E extends ToolError, R>(
    input: Schema.Codec<Input, unknown>,
    body: (input: Input) => Effect.Effect<Answer, E, R>
  ) =>
  (raw: unknown): Effect.Effect<Answer | Failure, never, R> =>
    Lap.annotate({ "lapline.input_hash": inputHash(raw) }).pipe(
      Effect.andThen(decodeInput(input, raw)),
      Effect.flatMap(body),
      Effect.catch((error: ToolError) => fail(codeOf(error), explanationOf(error))),
      Effect.catchDefect((defect) =>
        Effect.andThen(
          Effect.logError("a tool has a defect", defect),
          fail("INTERNAL_ERR", "The tool does not work. Escalate to a person.")
        )
      )
    )

export const refuse = (code: ErrorCode, explanation: string): Refused =>
  new Refused({ code, explanation })

const decodeInput = <Input>(schema: Schema.Codec<Input, unknown>, raw: unknown) =>
  Effect.mapError(Schema.decodeUnknownEffect(schema)(raw), (error) =>
    refuse("DATA_ERR", `The input is not valid: ${error.message}`)
  )

const fail = (error: ErrorCode, message: string): Effect.Effect<Failure> =>
  Effect.as(Lap.markError({ type: error }), { success: false, error, message })

const codeOf = (error: ToolError): ErrorCode => {
  switch (error._tag) {
    case "Refused":
      return error.code
    case "SqlError":
    case "UnexpectedRow":
      return "DATABASE_ERR"
    case "CarrierError":
      return "CARRIER_ERR"
    case "MailError":
      return "MAIL_ERR"
    case "TemplateError":
      return "INTERNAL_ERR"
  }
}

const explanationOf = (error: ToolError): string =>
  error._tag === "Refused"
    ? error.explanation
    : `${error._tag === "SqlError" ? "The database did not answer" : error.message}. Try once more, else escalate to a person.`
