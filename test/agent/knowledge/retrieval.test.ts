/** How often a question finds its section: by full text, by vectors and by both, on questions that avoid the documents' words. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { databaseLayer } from "../../../agent/database/client.ts"
import { sectionsOf } from "../../../agent/knowledge/chunking.ts"
import { DOCUMENTS, readDocuments } from "../../../agent/knowledge/documents.ts"
import { Embedder } from "../../../agent/knowledge/embedder.ts"
import { openIndex } from "../../../agent/knowledge/index-tables.ts"
import { ingest } from "../../../agent/knowledge/ingest.ts"
import { searchChunks } from "../../../agent/knowledge/search.ts"
import { useLiteEmbedder } from "../../../agent/knowledge/use-lite.ts"
import { nearest, vectorExtension } from "../../../agent/knowledge/vectors.ts"
import { openWorkshop, type Workshop } from "../workshop.ts"

interface Section {
  readonly document: string
  readonly section: string
}

interface Question {
  readonly question: string
  /** Any of them answers it. */
  readonly expected: readonly Section[]
}

const QUESTIONS: readonly Question[] = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "questions.json"), "utf8")
)
const DEPTHS = [1, 2, 3, 5] as const
const DEEPEST = 5
const WAYS = ["full text", "vectors", "hybrid"] as const
type Way = (typeof WAYS)[number]

/** Shares of the questions found within each depth, from 0 to 1. */
type HitRates = Readonly<Record<(typeof DEPTHS)[number], number>>

/** A little below what was measured, 0.56 and 0.83: other machines round the model's arithmetic in other ways. */
const HYBRID_FINDS = { 2: 0.5, 5: 0.75 } as const

describe("retrieval", function () {
  this.timeout(60_000)
  let workshop: Workshop
  let rates: Readonly<Record<Way, HitRates>>
  before(async () => {
    workshop = openWorkshop("node")
    const found = await workshop.run(Effect.scoped(Effect.flatMap(vectorExtension, answersOn)))
    rates = {
      "full text": hitRates(found.map(({ fullText }) => fullText)),
      vectors: hitRates(found.map(({ vectors }) => vectors)),
      hybrid: hitRates(found.map(({ hybrid }) => hybrid))
    }
  })
  after(() => rmSync(workshop.folder, { recursive: true, force: true }))

  const answersOn = (extensions: readonly string[]) =>
    Effect.flatMap(useLiteEmbedder(), (embedder) =>
      askAll.pipe(
        Effect.provideService(Embedder, embedder),
        Effect.provide(databaseLayer({ file: workshop.file, driver: "node", extensions }))
      )
    )

  it(`prints how many of ${QUESTIONS.length} questions find their section`, () => {
    process.stdout.write(
      `      found within    ${DEPTHS.map((k) => `${k}`.padStart(5)).join("")}\n`
    )
    for (const way of WAYS) {
      const shares = DEPTHS.map((k) => `${Math.round(rates[way][k] * 100)} %`.padStart(5)).join("")
      process.stdout.write(`      ${way.padEnd(16)}${shares}\n`)
    }
  })

  for (const k of DEPTHS) {
    it(`finds within ${k} by both at least as many as by either alone`, () => {
      assert.ok(rates.hybrid[k] >= rates["full text"][k] && rates.hybrid[k] >= rates.vectors[k])
    })
  }

  for (const k of [2, 5] as const) {
    it(`finds by both at least ${HYBRID_FINDS[k] * 100} % within ${k}`, () => {
      assert.ok(rates.hybrid[k] >= HYBRID_FINDS[k], String(rates.hybrid[k]))
    })
  }
})

describe("the questions for retrieval", () => {
  it("are many, all different, and ask for sections that there are", async () => {
    const documents = await Effect.runPromise(readDocuments)
    const sections = documents.flatMap(({ name, text }) =>
      sectionsOf(text).map(({ title }) => `${name}: ${title}`)
    )
    assert.ok(QUESTIONS.length >= 40)
    assert.equal(new Set(QUESTIONS.map(({ question }) => question)).size, QUESTIONS.length)
    for (const { question, expected } of QUESTIONS) {
      assert.ok(expected.length > 0, question)
      for (const { document, section } of expected) {
        assert.ok(sections.includes(`${document}: ${section}`), `${question}: ${section}`)
      }
    }
  })
})

const askAll = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* openIndex
  yield* Effect.flatMap(readDocuments, ingest)
  const chunks = yield* sql<
    Section & { readonly id: number }
  >`SELECT id, document, section FROM knowledge_chunks`
  const embedder = yield* Embedder
  if (embedder === undefined) return yield* Effect.die("asked for without an embedder")
  return yield* Effect.forEach(QUESTIONS, ({ question }) =>
    Effect.gen(function* () {
      const query = { words: question, documents: DOCUMENTS, limit: DEEPEST }
      const vector = yield* embedder.embedQuery(question)
      const near = yield* nearest(vector, query)
      return {
        fullText: yield* searchChunks(query),
        vectors: near.flatMap((id) => chunks.filter((chunk) => chunk.id === id)),
        hybrid: yield* searchChunks(query, vector)
      }
    })
  )
})

const hitRates = (found: ReadonlyArray<readonly Section[]>): HitRates => {
  const within = (k: number) =>
    found.filter((sections, at) => sections.slice(0, k).some((one) => isExpected(at, one))).length /
    QUESTIONS.length
  return { 1: within(1), 2: within(2), 3: within(3), 5: within(5) }
}

const isExpected = (at: number, { document, section }: Section): boolean =>
  QUESTIONS[at]?.expected.some((one) => one.document === document && one.section === section) ??
  false
