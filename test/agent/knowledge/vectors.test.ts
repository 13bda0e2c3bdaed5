/** The index of vectors in SQLite: made once, of one model, left alone by what fails. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { databaseLayer } from "../../../agent/database/client.ts"
import { configuredEmbedder } from "../../../agent/knowledge/configuration.ts"
import { documentOf, readDocuments } from "../../../agent/knowledge/documents.ts"
import { Embedder, type EmbeddingModel } from "../../../agent/knowledge/embedder.ts"
import { checkIndex, openIndex } from "../../../agent/knowledge/index-tables.ts"
import { ingest } from "../../../agent/knowledge/ingest.ts"
import { exceptionGuidance } from "../../../agent/knowledge/knowledge.ts"
import { comparesVectors, nearest, vectorExtension } from "../../../agent/knowledge/vectors.ts"
import { onEachDriver } from "../workshop.ts"
import { brokenEmbedder, lettersEmbedder } from "./letters.ts"

const ingested = Effect.andThen(openIndex, Effect.flatMap(readDocuments, ingest))

const using =
  (embedder: EmbeddingModel) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(effect, Embedder, embedder)

onEachDriver("the index of vectors", (workshop, driver) => {
  /** On a database whose connections load these extensions. */
  const on = <A, E>(
    extensions: readonly string[],
    effect: Effect.Effect<A, E, SqlClient.SqlClient>
  ) => Effect.provide(effect, databaseLayer({ file: workshop().file, driver, extensions }))
  const run = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
    workshop().run(Effect.flatMap(vectorExtension, (extensions) => on(extensions, effect)))

  it("embeds each chunk once, in one call, with its title", async () => {
    const { embedder, asked } = lettersEmbedder()
    const first = await run(using(embedder)(ingested))
    assert.equal(first.vectors, first.chunks)
    assert.ok(asked.length === 1 && asked[0]?.length === first.chunks)
    assert.ok(asked[0].some((text) => text.startsWith("Lost receipt. A receipt is not needed")))
    const second = await run(using(embedder)(ingested))
    assert.deepEqual(second, { documents: [], chunks: 0, vectors: 0 })
    const { vectors, embedded } = await run(using(embedder)(checkIndex))
    assert.deepEqual([asked.length, vectors, embedded], [1, first.chunks, true])
  })

  it("embeds no word of a text twice though its chunks overlap", async () => {
    const { embedder, asked } = lettersEmbedder()
    const words = Array.from({ length: 150 }, (_, at) => `word${at}`)
    const document = documentOf("a.md", `# A\n\n${words.join(" ")}`)
    const { chunks } = await run(using(embedder)(Effect.andThen(openIndex, ingest([document]))))
    assert.ok(chunks > 1)
    const embedded = asked.flat().flatMap((text) => text.replace("A. ", "").split(" "))
    assert.deepEqual(embedded, words)
  })

  it("embeds again what has changed and nothing else, and drops what is gone", async () => {
    const { embedder, asked } = lettersEmbedder()
    const a = documentOf("a.md", "# A\n\nalpha")
    const steps = Effect.gen(function* () {
      yield* openIndex
      yield* ingest([a, documentOf("b.md", "# B\n\nbeta")])
      yield* ingest([a, documentOf("b.md", "# B\n\ngamma")])
      yield* ingest([a])
      return yield* checkIndex
    })
    const { chunks, vectors } = await run(using(embedder)(steps))
    assert.deepEqual(asked, [["A. alpha", "B. beta"], ["B. gamma"]])
    assert.deepEqual([chunks, vectors], [1, 1])
  })

  it("is made anew for another model", async () => {
    const other = lettersEmbedder({ model: "other" })
    await run(using(lettersEmbedder().embedder)(ingested))
    const before = await run(using(other.embedder)(checkIndex))
    assert.deepEqual([before.vectors, before.embedded, before.healthy], [0, false, true])
    const { documents, vectors } = await run(using(other.embedder)(ingested))
    assert.deepEqual([documents.length, vectors], [0, before.chunks])
    const models = await run(
      Effect.flatMap(
        SqlClient.SqlClient,
        (sql) => sql`SELECT DISTINCT model, dimensions FROM knowledge_vectors`
      )
    )
    assert.deepEqual(
      models.map((row) => ({ ...row })),
      [{ model: "other", dimensions: 26 }]
    )
  })

  it("orders chunks by meaning, in the documents asked for", async () => {
    const { embedder } = lettersEmbedder()
    const program = Effect.gen(function* () {
      yield* openIndex
      yield* ingest([
        documentOf("a.md", "# zzz\n\nzzz"),
        documentOf("b.md", "# zza\n\nzz"),
        documentOf("c.md", "# qqq\n\nqqq")
      ])
      const query = yield* embedder.embedQuery("zz")
      const documents = ["b.md", "c.md", "a.md"]
      return [
        yield* nearest(query, { documents, limit: 2 }),
        yield* nearest(query, { documents: ["c.md"], limit: 2 }),
        yield* nearest(query.subarray(1), { documents, limit: 2 })
      ]
    })
    assert.deepEqual(await run(using(embedder)(program)), [[1, 2], [3], []])
  })

  it("leaves full text at work when the embedder fails, and is completed by the next start", async () => {
    const words = "I lost my receipt"
    const program = using(brokenEmbedder().embedder)(
      Effect.gen(function* () {
        const { vectors } = yield* ingested
        return { vectors, found: yield* exceptionGuidance(words), health: yield* checkIndex }
      })
    )
    const { vectors, found, health } = await run(program)
    assert.equal(vectors, 0)
    assert.equal(found[0]?.section, "Lost receipt")
    assert.deepEqual([health.healthy, health.embedded], [true, false])
    const later = await run(using(lettersEmbedder().embedder)(ingested))
    assert.equal(later.vectors, health.chunks)
  })

  it("is done without where the extension does not load, and the database opens all the same", async () => {
    const program = Effect.gen(function* () {
      const able = yield* comparesVectors
      const embedder = yield* Effect.scoped(configuredEmbedder)
      yield* ingested
      return { able, embedder, found: yield* exceptionGuidance("I lost my receipt") }
    })
    for (const extensions of [[], ["/nowhere/vec0"]]) {
      const { able, embedder, found } = await workshop().run(on(extensions, program))
      assert.deepEqual([able, embedder], [false, undefined])
      assert.equal(found[0]?.section, "Lost receipt")
    }
    assert.equal(await run(comparesVectors), true)
  })

  it("times embedding, search and preparation apart, and says how it searched", async () => {
    const program = using(lettersEmbedder().embedder)(
      Effect.andThen(ingested, exceptionGuidance("my secret toaster"))
    )
    const { lines } = await workshop().record(
      Effect.flatMap(vectorExtension, (extensions) => on(extensions, program))
    )
    const retrieval = lines.filter(({ metric }) => metric === "rag_query")
    assert.deepEqual(
      retrieval.map(({ step }) => step),
      ["embedding", "search", "context", "total"]
    )
    const calls = lines.filter(({ metric }) => metric === "embeddings")
    assert.equal(calls.length, 2)
    assert.equal(calls[1]?.parent_span_id, retrieval[0]?.span_id)
    assert.equal(retrieval[3]?.attributes?.["lapline.search"], "hybrid")
    assert.doesNotMatch(JSON.stringify(lines), /secret|toaster/u)
  })
})
