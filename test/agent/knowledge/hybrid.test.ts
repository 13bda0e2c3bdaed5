/** The three operations with the model that comes along: each finds what it is asked for by its name, and by other words. */
import assert from "node:assert/strict"
import { Effect, Exit, Scope } from "effect"
import type { SqlClient } from "effect/sql"
import { databaseLayer } from "../../../agent/database/client.ts"
import { REASON_CODES } from "../../../agent/domain/codes.ts"
import { readDocuments } from "../../../agent/knowledge/documents.ts"
import { Embedder, type EmbeddingModel } from "../../../agent/knowledge/embedder.ts"
import { openIndex } from "../../../agent/knowledge/index-tables.ts"
import { ingest } from "../../../agent/knowledge/ingest.ts"
import {
  communicationTemplate,
  exceptionGuidance,
  policyContext
} from "../../../agent/knowledge/knowledge.ts"
import { SCENARIOS } from "../../../agent/knowledge/passage.ts"
import { useLiteEmbedder } from "../../../agent/knowledge/use-lite.ts"
import { vectorExtension } from "../../../agent/knowledge/vectors.ts"
import { onEachDriver } from "../workshop.ts"

const ingested = Effect.andThen(openIndex, Effect.flatMap(readDocuments, ingest))

onEachDriver("hybrid search", (workshop, driver) => {
  const scope = Scope.makeUnsafe()
  let embedder: EmbeddingModel
  before(async () => {
    embedder = await Effect.runPromise(Scope.provide(useLiteEmbedder(), scope))
  })
  after(() => Effect.runPromise(Scope.close(scope, Exit.void)))

  const run = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
    workshop().run(
      Effect.flatMap(vectorExtension, (extensions) =>
        Effect.andThen(ingested, effect).pipe(
          Effect.provideService(Embedder, embedder),
          Effect.provide(databaseLayer({ file: workshop().file, driver, extensions }))
        )
      )
    )

  it("finds codes and scenarios by their names, and guidance by meaning too", async function () {
    this.timeout(60_000)
    const asked = "Where is my reimbursement?"
    const { policies, templates, guidance, byWordsAlone, nothing } = await run(
      Effect.all({
        policies: Effect.forEach(REASON_CODES, (code) => policyContext(code)),
        templates: Effect.forEach(SCENARIOS, communicationTemplate),
        guidance: exceptionGuidance(asked),
        byWordsAlone: Effect.provideService(exceptionGuidance(asked), Embedder, undefined),
        nothing: exceptionGuidance("the and for")
      })
    )
    for (const [at, [first]] of policies.entries()) {
      assert.ok(first?.section.endsWith(`(${REASON_CODES[at]})`), first?.section)
    }
    assert.deepEqual(
      templates.map(([template]) => template?.section),
      SCENARIOS.map((scenario) => `Scenario: ${scenario}`)
    )
    assert.ok(guidance.some(({ section }) => section === "The refund is late"))
    assert.deepEqual([byWordsAlone, nothing], [[], []])
  })
})
