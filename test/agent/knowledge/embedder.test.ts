/** What every embedder does: checked answers, unit vectors, a cache of queries, spans that keep the text to themselves. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { QUERY_LENGTH } from "../../../agent/knowledge/embedder.ts"
import { openWorkshop } from "../workshop.ts"
import { rmSync } from "node:fs"
import { brokenEmbedder, lettersEmbedder } from "./letters.ts"

const run = Effect.runPromise

describe("an embedder", () => {
  it("answers vectors of length one, and none for no texts", async () => {
    const { embedder, asked } = lettersEmbedder()
    const vectors = await run(embedder.embed(["abc", "hello world"]))
    for (const vector of vectors) assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6)
    assert.deepEqual(await run(embedder.embed([])), [])
    assert.equal(asked.length, 1)
  })

  it("asks the model once for a query, and forgets the oldest of very many", async () => {
    const { embedder, asked } = lettersEmbedder()
    const first = await run(embedder.embedQuery("first"))
    assert.equal(await run(embedder.embedQuery("first")), first)
    assert.equal(asked.length, 1)
    for (let at = 0; at < 256; at++) await run(embedder.embedQuery(`query ${at}`))
    await run(embedder.embedQuery("query 255"))
    assert.equal(asked.length, 257)
    await run(embedder.embedQuery("first"))
    assert.equal(asked.length, 258)
  })

  it("does not keep a failure", async () => {
    const { embedder, asked } = brokenEmbedder()
    for (const _ of [1, 2]) {
      const { _tag } = await run(Effect.flip(embedder.embedQuery("first")))
      assert.equal(_tag, "EmbeddingFailed")
    }
    assert.equal(asked.length, 2)
  })

  it("hands the model no more of a query than counts", async () => {
    const { embedder, asked } = lettersEmbedder()
    await run(embedder.embedQuery("x".repeat(100_000)))
    assert.equal(asked[0]?.[0]?.length, QUERY_LENGTH)
  })

  const WRONG = [
    ["too few vectors", [[1, 2]]],
    [
      "too many",
      [
        [1, 2],
        [1, 2],
        [1, 2]
      ]
    ],
    [
      "vectors of two sizes",
      [
        [1, 2],
        [1, 2, 3]
      ]
    ]
  ] as const
  for (const [what, vectors] of WRONG) {
    it(`fails when the model answers ${what}`, async () => {
      const answers = () =>
        Effect.succeed({ vectors: vectors.map((vector) => Float32Array.from(vector)) })
      const { embedder } = lettersEmbedder({ answers })
      const { message } = await run(Effect.flip(embedder.embed(["one", "two"])))
      assert.match(message, /letters failed/u)
    })
  }

  it("writes a span with the model, the size and the tokens, not the text", async () => {
    const workshop = openWorkshop("node")
    const { embedder } = lettersEmbedder()
    const { lines } = await workshop.record(embedder.embed(["secret words", "more"]))
    rmSync(workshop.folder, { recursive: true, force: true })
    const [line] = lines.filter(({ metric }) => metric === "embeddings")
    assert.equal(line?.name, "embeddings letters")
    assert.deepEqual(line?.attributes, {
      "gen_ai.operation.name": "embeddings",
      "gen_ai.provider.name": "test",
      "gen_ai.request.model": "letters",
      "lapline.texts": 2,
      "gen_ai.embeddings.dimension.count": 26,
      "gen_ai.usage.input_tokens": 2
    })
    assert.doesNotMatch(JSON.stringify(lines), /secret/u)
  })
})
