/** The six tools at work: called by name, or as the handlers of the toolkit. */
import { Context, Effect, type Layer } from "effect"
import type { Tool } from "effect/ai"
import { SqlClient } from "effect/sql"
import { Carrier } from "../carrier/carrier.ts"
import { Mail } from "../mail/mail.ts"
import { checkEligibility } from "./check-eligibility.ts"
import { createRma } from "./create-rma.ts"
import { escalateToHuman } from "./escalate-to-human.ts"
import type { Failure } from "./failure.ts"
import { generateReturnLabel } from "./generate-return-label.ts"
import { getOrderDetails } from "./get-order-details.ts"
import { type Output, ReturnToolkit, type ToolName } from "./schemas.ts"
import { sendEmail } from "./send-email.ts"

/** What the tools need to run. */
export type ToolServices = SqlClient.SqlClient | Mail | Carrier

type ToolFunctions = {
  readonly [Name in ToolName]: (input: unknown) => Effect.Effect<Output<Name>, never, ToolServices>
}

const TOOLS: ToolFunctions = {
  GetOrderDetails: getOrderDetails,
  CheckEligibility: checkEligibility,
  CreateRMA: createRma,
  GenerateReturnLabel: generateReturnLabel,
  SendEmail: sendEmail,
  EscalateToHuman: escalateToHuman
}

/**
 * Runs the tool of that name on whatever input a model sent. An unknown tool and an input that does
 * not decode are answered like any other refusal. `Toolkit.handle` would do neither, and would
 * write the input, with its personal data, on the caller's span.
 */
export const callTool = (
  name: string,
  input: unknown
): Effect.Effect<Output<ToolName>, never, ToolServices> =>
  isToolName(name) ? TOOLS[name](input) : Effect.succeed(unknownTool)

export const isToolName = (name: string): name is ToolName => Object.hasOwn(TOOLS, name)

const unknownTool: Failure = {
  success: false,
  error: "DATA_ERR",
  message: `There is no such tool. The tools are ${Object.keys(TOOLS).join(", ")}.`
}

/** The handlers that effect/ai's language models call. */
export const ReturnToolkitLive: Layer.Layer<
  Tool.HandlersFor<typeof ReturnToolkit.tools>,
  never,
  ToolServices
> = ReturnToolkit.toLayer(
  Effect.gen(function* () {
    const services = yield* Effect.context<ToolServices>()
    // Only these three: the span of start-up must not become the parent of every call.
    const needed = Context.pick(SqlClient.SqlClient, Mail, Carrier)(services)
    const provided =
      <Name extends ToolName>(name: Name) =>
      (input: unknown) =>
        Effect.provideContext(TOOLS[name](input), needed)
    return ReturnToolkit.of({
      GetOrderDetails: provided("GetOrderDetails"),
      CheckEligibility: provided("CheckEligibility"),
      CreateRMA: provided("CreateRMA"),
      GenerateReturnLabel: provided("GenerateReturnLabel"),
      SendEmail: provided("SendEmail"),
      EscalateToHuman: provided("EscalateToHuman")
    })
  })
)
