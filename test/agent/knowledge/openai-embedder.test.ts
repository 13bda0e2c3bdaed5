/** Embeddings over HTTP, from a server that works and from one that fails in every way. */
import assert from "node:assert/strict"
import { Effect, Redacted } from "effect"
import { openAiEmbedder } from "../../../agent/knowledge/openai-embedder.ts"
import { cut, embeddings, never, openAiServer, type Reply, status, text } from "./openai-server.ts"

const KEY = "sk-canary"
const run = Effect.runPromise

const embedderAt = (baseUrl: string, apiKey: string | undefined = KEY) =>
  openAiEmbedder({
    baseUrl,
    model: "small",
    timeoutMs: 300,
    apiKey: apiKey === "" ? undefined : Redacted.make(apiKey)
  })

describe("the embedder openai", function () {
  this.timeout(20_000)

  it("sends all texts at once with model and key, and puts the vectors in the texts' order", async () => {
    await using server = await openAiServer(embeddings)
    const vectors = await run(embedderAt(server.baseUrl).embed(["four", "sixsix"]))
    assert.equal(server.asked.length, 1)
    const [{ path, authorization, body } = assert.fail()] = server.asked
    assert.equal(path, "/v1/embeddings")
    assert.equal(authorization, `Bearer ${KEY}`)
    assert.deepEqual([body.model, body.input], ["small", ["four", "sixsix"]])
    // As the server answers them: the length, then the place.
    assert.ok(ratio(vectors[0]) === 4 && ratio(vectors[1]) === 3, String(vectors))
  })

  it("sends no key where there is none, and takes an address that ends in a slash", async () => {
    await using server = await openAiServer(embeddings)
    await run(embedderAt(`${server.baseUrl}/`, "").embed(["a"]))
    assert.equal(server.asked[0]?.authorization, undefined)
    assert.equal(server.asked[0]?.path, "/v1/embeddings")
  })

  const RECOVERS: ReadonlyArray<readonly [string, Reply]> = [
    ["is busy", status(429)],
    ["is broken", status(503)],
    ["cuts its answer", cut],
    ["does not answer", never]
  ]
  for (const [what, reply] of RECOVERS) {
    it(`asks again when the server ${what}`, async () => {
      await using server = await openAiServer(reply, embeddings)
      const vectors = await run(embedderAt(server.baseUrl).embed(["a"]))
      assert.equal(vectors.length, 1)
      assert.equal(server.asked.length, 2)
    })
  }

  const FAILS: ReadonlyArray<readonly [string, Reply, number, RegExp]> = [
    ["stays broken", status(500), 3, /answered 500/u],
    ["never answers", never, 3, /no answer within 300 ms/u],
    ["refuses the key", status(401), 1, /answered 401/u],
    ["knows no such model", status(404), 1, /answered 404/u],
    ["answers no JSON", text("<html>"), 3, /not JSON/u],
    ["answers something else", text('{"data":[{"index":0}]}'), 1, /no embeddings/u],
    ["answers too few", text('{"data":[]}'), 1, /no vector/u]
  ]
  for (const [what, reply, requests, reason] of FAILS) {
    it(`fails after ${requests} of 3 requests when the server ${what}`, async () => {
      await using server = await openAiServer(reply)
      const failed = await run(Effect.flip(embedderAt(server.baseUrl).embed(["a secret"])))
      assert.match(failed.message, reason)
      assert.equal(server.asked.length, requests)
      assert.doesNotMatch(JSON.stringify(failed) + failed.message, /canary|secret|repeated/u)
    })
  }

  it("fails when there is no server", async () => {
    const server = await openAiServer(embeddings)
    await server[Symbol.asyncDispose]()
    const { message } = await run(Effect.flip(embedderAt(server.baseUrl).embed(["a"])))
    assert.match(message, /could not be reached/u)
  })
})

const ratio = (vector: Float32Array | undefined): number =>
  Math.round(((vector?.[0] ?? 0) / (vector?.[1] ?? 1)) * 1000) / 1000
