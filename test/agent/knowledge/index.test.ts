/** The knowledge base in SQLite: what is ingested when, and what is found. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { documentOf, readDocuments } from "../../../agent/knowledge/documents.ts"
import { checkIndex, openIndex } from "../../../agent/knowledge/index-tables.ts"
import { ingest } from "../../../agent/knowledge/ingest.ts"
import {
  communicationTemplate,
  exceptionGuidance,
  policyContext
} from "../../../agent/knowledge/knowledge.ts"
import { SCENARIOS } from "../../../agent/knowledge/passage.ts"
import { matchExpression } from "../../../agent/knowledge/search.ts"
import { onEachDriver } from "../workshop.ts"

/** Nothing embeds here: see vectors.test.ts. */
const healthyWith = (counts: { readonly documents: number; readonly chunks: number }) => ({
  ...counts,
  vectors: 0,
  healthy: true,
  embedded: true
})

const opened = Effect.andThen(openIndex, Effect.flatMap(readDocuments, ingest))

onEachDriver("the knowledge base", (workshop) => {
  it("ingests its four documents once", async () => {
    const program = Effect.gen(function* () {
      const first = yield* opened
      return { first, second: yield* opened, health: yield* checkIndex }
    })
    const { first, second, health } = await workshop().run(program)
    assert.equal(first.documents.length, 4)
    assert.deepEqual(second, { documents: [], chunks: 0, vectors: 0 })
    assert.deepEqual(health, healthyWith({ documents: 4, chunks: first.chunks }))
    // A second process sees the same file.
    assert.deepEqual(await workshop().run(opened), { documents: [], chunks: 0, vectors: 0 })
  })

  it("ingests only what has changed, and forgets what is gone", async () => {
    const a = documentOf("a.md", "# A\n\nalpha")
    const b = documentOf("b.md", "# B\n\nbeta")
    const program = Effect.gen(function* () {
      yield* openIndex
      yield* ingest([a, b])
      const changed = yield* ingest([a, documentOf("b.md", "# B\n\ngamma\n\n## C\n\ndelta")])
      const gone = yield* ingest([a])
      return { changed, gone, health: yield* checkIndex }
    })
    const { changed, gone, health } = await workshop().run(program)
    assert.deepEqual(changed, { documents: ["b.md"], chunks: 2, vectors: 0 })
    assert.deepEqual(gone, { documents: [], chunks: 0, vectors: 0 })
    assert.deepEqual(health, healthyWith({ documents: 1, chunks: 1 }))
  })

  it("builds an index anew that has lost a chunk", async () => {
    const program = Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* opened
      yield* sql`DELETE FROM knowledge_chunks WHERE id = 3`
      const { healthy } = yield* checkIndex
      const again = yield* opened
      return { healthy, again, health: yield* checkIndex }
    })
    const { healthy, again, health } = await workshop().run(program)
    assert.equal(healthy, false)
    assert.equal(again.documents.length, 4)
    assert.deepEqual(health, healthyWith({ documents: 4, chunks: again.chunks }))
  })

  it("finds for each reason code the section about it first, and at most two passages", async () => {
    const codes = [
      "APPROVED",
      "DATA_ERR",
      "DAMAGED_MANUAL",
      "RISK_MANUAL",
      "ITEM_EXCL",
      "TIME_EXP"
    ] as const
    const program = Effect.andThen(
      opened,
      Effect.forEach(codes, (code) => policyContext(code))
    )
    const found = await workshop().run(program)
    for (const [at, passages] of found.entries()) {
      assert.ok(passages.length > 0 && passages.length <= 2)
      assert.match(String(passages[0]?.section), new RegExp(`\\(${codes[at]}\\)`, "u"))
      assert.ok(passages.every(({ purpose }) => purpose === "policy"))
    }
  })

  it("finds for each scenario its template, with an opening and a closing", async () => {
    const program = Effect.andThen(opened, Effect.forEach(SCENARIOS, communicationTemplate))
    const found = await workshop().run(program)
    for (const [at, [template, ...more]] of found.entries()) {
      assert.equal(template?.section, `Scenario: ${SCENARIOS[at]}`)
      assert.match(String(template?.text), /^Opening: .+\nClosing: .+$/u)
      assert.equal(more.length, 0)
    }
  })

  const ASKED = [
    ["I lost my receipt, but I need to send back the toaster I bought.", "Lost receipt"],
    [
      "The parcel arrived ripped open and everything is shattered",
      "Damaged or defective on arrival"
    ],
    ["can I get expedited processing?", "Expedited processing"],
    ["my boots are too small", "The item does not fit"],
    ["the e-mail with the label did not come", "The e-mail with the label did not arrive"]
  ] as const
  for (const [message, section] of ASKED) {
    it(`finds guidance on "${section}" for "${message}"`, async () => {
      const found = await workshop().run(Effect.andThen(opened, exceptionGuidance(message)))
      assert.ok(found.some((passage) => passage.section === section))
      assert.ok(found.length <= 2)
    })
  }

  it("reads no syntax in a customer's words, and finds nothing where nothing is asked", async () => {
    const hostile = ['") OR 1 --', "NEAR(a b)", "text:*", '"unclosed', "the and for", "", "\u0000"]
    const program = Effect.andThen(opened, Effect.forEach(hostile, exceptionGuidance))
    const found = await workshop().run(program)
    assert.equal(found.length, hostile.length)
    assert.equal(found[4]?.length, 0)
    assert.equal(matchExpression("the TIME_EXP window"), '"time_exp" OR "window"')
  })

  it("times the search and the preparation apart, under the retrieval", async () => {
    const { lines } = await workshop().record(Effect.andThen(opened, policyContext("TIME_EXP")))
    const retrieval = lines.filter(({ metric }) => metric === "rag_query")
    assert.deepEqual(
      retrieval.map(({ step, name }) => [step, name]),
      [
        ["search", "search"],
        ["context", "context"],
        ["total", "retrieval policy_context"]
      ]
    )
  })
})
