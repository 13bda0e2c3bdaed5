/** The knowledge base's three operations, each a retrieval with its embedding, its search and its preparation timed apart. */
import { Effect } from "effect"
import { Lap } from "lapline"
import type { ReasonCode } from "../domain/codes.ts"
import { Embedder, type EmbeddingModel, type Vector } from "./embedder.ts"
import type { Passage, Purpose, Scenario } from "./passage.ts"
import { type Found, matchExpression, searchChunks, type SearchQuery } from "./search.ts"

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
    const vector = yield* meaningOf(query)
    const found = yield* search(query, vector)
    yield* Lap.annotate({
      "lapline.passages": found.length,
      "lapline.search": vector === undefined ? "full_text" : "hybrid"
    })
    return yield* prepare(purpose, found)
  })

/** Undefined where nothing embeds, where no word tells anything, and when embedding fails: full text then does alone. */
const meaningOf = ({ words }: SearchQuery) =>
  Effect.gen(function* () {
    const embedder = yield* Embedder
    if (embedder === undefined || matchExpression(words) === "") return undefined
    return yield* Effect.catch(embedding(embedder, words), (failed) =>
      Effect.as(Effect.logWarning("Searching by full text alone", failed.message), undefined)
    )
  })

const embedding = Lap.step("embedding")((embedder: EmbeddingModel, words: string) =>
  embedder.embedQuery(words)
)

const search = Lap.step("search")(function* (query: SearchQuery, vector: Vector | undefined) {
  return yield* searchChunks(query, vector)
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
