/** The knowledge base's three operations, each a retrieval with its search and its preparation timed apart. */
import { Effect } from "effect"
import { Lap } from "lapline"
import type { ReasonCode } from "../domain/codes.ts"
import type { Passage, Purpose, Scenario } from "./passage.ts"
import { type Found, searchChunks, type SearchQuery } from "./search.ts"

/** What the return policy says about a decision: the two best passages. */
export const policyContext = Lap.retrieval("policy_context")(function* (reasonCode: ReasonCode) {
  const words = `${reasonCode} ${POLICY_WORDS[reasonCode]}`
  return yield* retrieve("policy", { words, documents: ["return-policy.md"], limit: 2 })
})

/** The wording for a scenario: the best passage. */
export const communicationTemplate = Lap.retrieval("communication_template")(function* (
  scenario: Scenario
) {
  const documents = ["communication-templates.md"] as const
  return yield* retrieve("template", { words: scenario, documents, limit: 1 })
})

/** How to handle what is out of the ordinary, described in any words: the two best passages. */
export const exceptionGuidance = Lap.retrieval("exception_guidance")(function* (type: string) {
  const documents = ["exception-handling.md", "troubleshooting.md"] as const
  return yield* retrieve("exception", { words: type, documents, limit: 2 })
})

const retrieve = (purpose: Purpose, query: SearchQuery) =>
  Effect.gen(function* () {
    const found = yield* search(query)
    yield* Lap.annotate({ "lapline.passages": found.length })
    return yield* prepare(purpose, found)
  })

const search = Lap.step("search")(function* (query: SearchQuery) {
  return yield* searchChunks(query)
})

/** The overlap helps to find a chunk; read, it would be half a sentence at the beginning. */
const prepare = Lap.step("context")(function* (purpose: Purpose, found: readonly Found[]) {
  return found.map(({ document, section, text, overlap }): Passage => ({
    purpose,
    document,
    section,
    text: text.slice(overlap).trim()
  }))
})

const POLICY_WORDS: Readonly<Record<ReasonCode, string>> = {
  APPROVED: "approved label refund days",
  TIME_EXP: "window expired days clothing electronics general merchandise",
  ITEM_EXCL: "excluded final sale",
  DAMAGED_MANUAL: "damaged defective broken shattered torn",
  RISK_MANUAL: "manual review specialist",
  DATA_ERR: "missing wrong data mail address"
}
