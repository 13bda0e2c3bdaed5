/** Which knowledge the next model call needs, from the customer's message and what the tools have answered. */
import type { ReasonCode } from "../domain/codes.ts"
import { policyContext, communicationTemplate, exceptionGuidance } from "../knowledge/knowledge.ts"
import type { Scenario } from "../knowledge/passage.ts"
import { failureOf, type Outcome, outcomesOf } from "../model/outcomes.ts"

export type Need =
  | { readonly _tag: "Policy"; readonly reasonCode: ReasonCode }
  | { readonly _tag: "Template"; readonly scenario: Scenario }
  | { readonly _tag: "Exception"; readonly type: string }

/** Needs of a turn, each a key of its own; `outcomes` are those of this turn. */
export const needsOf = (message: string, outcomes: readonly Outcome[]): readonly Need[] => {
  const code = reasonCodeOf(outcomes)
  const scenario = scenarioOf(outcomes)
  const codes = code === undefined && ASKS_FOR_POLICY.test(message) ? GENERAL : [code]
  return [
    { _tag: "Exception", type: message },
    ...codes.flatMap((code) =>
      code === undefined ? [] : [{ _tag: "Policy", reasonCode: code } as const]
    ),
    ...(scenario === undefined ? [] : [{ _tag: "Template", scenario } as const])
  ]
}

/** Retrieves what is needed. */
export const retrieve = (need: Need) => {
  switch (need._tag) {
    case "Policy":
      return policyContext(need.reasonCode)
    case "Template":
      return communicationTemplate(need.scenario)
    case "Exception":
      return exceptionGuidance(need.type)
  }
}

/** Together they hold the windows and what an approved return costs. */
const GENERAL: readonly ReasonCode[] = ["TIME_EXP", "APPROVED"]

const ASKS_FOR_POLICY =
  /\bpolic|\bhow (?:long|many days)\b|\b(?:return|refund) (?:window|rules)\b/iu

const reasonCodeOf = (outcomes: readonly Outcome[]): ReasonCode | undefined => {
  const output = outcomesOf(outcomes, "CheckEligibility").at(-1)?.output
  return output !== undefined && "reason_code" in output ? output.reason_code : undefined
}

const scenarioOf = (outcomes: readonly Outcome[]): Scenario | undefined => {
  const latest = outcomes.at(-1)
  if (latest === undefined) return undefined
  if (failureOf(latest)?.error === "DATA_ERR") return "order not found"
  switch (latest.name) {
    case "GetOrderDetails":
      return typeof latest.params.email === "string" ? "lost receipt" : undefined
    case "CheckEligibility":
    case "EscalateToHuman":
      return BY_REASON[reasonCodeOf(outcomes) ?? "DATA_ERR"]
    case "GenerateReturnLabel":
    case "SendEmail":
      return "return approved"
    case "CreateRMA":
      return undefined
  }
}

const BY_REASON: Readonly<Record<ReasonCode, Scenario>> = {
  APPROVED: "return approved",
  TIME_EXP: "return window expired",
  ITEM_EXCL: "final sale item",
  DAMAGED_MANUAL: "damaged item",
  RISK_MANUAL: "manual review",
  DATA_ERR: "escalation to a person"
}
