/** The model that comes along: real vectors, off the event loop, and an end that nobody waits for in vain. */
import assert from "node:assert/strict"
import { Effect, Exit, Scope } from "effect"
import type { EmbeddingModel, Vector } from "../../../agent/knowledge/embedder.ts"
import { useLiteEmbedder } from "../../../agent/knowledge/use-lite.ts"

const run = Effect.runPromise

describe("the embedder use-lite", function () {
  this.timeout(60_000)
  const scope = Scope.makeUnsafe()
  let embedder: EmbeddingModel
  before(async () => {
    embedder = await run(Scope.provide(useLiteEmbedder(), scope))
  })
  after(() => run(Scope.close(scope, Exit.void)))

  it("puts texts of one meaning nearer than texts of another", async () => {
    const [ask, same, other] = await run(
      embedder.embed(["Where is my money?", "I wait for my refund", "The shoes are too tight"])
    )
    assert.ok(ask !== undefined && same !== undefined && other !== undefined)
    assert.equal(ask.length, 512)
    assert.ok(cosine(ask, same) > cosine(ask, other) + 0.1)
  })

  it("gives a text the same vector whatever it is embedded with", async () => {
    const [alone] = await run(embedder.embed(["a torn sleeve"]))
    const [, among] = await run(
      embedder.embed(["a much longer text that comes before it", "a torn sleeve"])
    )
    assert.ok(alone !== undefined && among !== undefined)
    assert.ok(cosine(alone, among) > 0.9999)
  })

  it("answers calls that run at the same time each its own", async () => {
    const texts = ["boots", "a refund", "the printer", "my receipt"]
    const alone = await run(embedder.embed(texts))
    const together = await run(
      Effect.forEach(texts, embedder.embedQuery, { concurrency: "unbounded" })
    )
    for (const [at, vector] of together.entries()) {
      assert.ok(cosine(vector, alone[at] ?? vector.map(() => 0)) > 0.9999)
    }
  })

  it("leaves the event loop free while it computes", async () => {
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    await run(
      embedder.embed(Array.from({ length: 12 }, (_, at) => `${at} ${"many words ".repeat(30)}`))
    )
    clearInterval(ticking)
    assert.ok(turns > 10, `the event loop turned ${turns} times`)
  })

  it("fails for a text that the model cannot take, and goes on", async () => {
    const { message } = await run(Effect.flip(embedder.embed([""])))
    assert.match(message, /use-lite failed/u)
    assert.equal((await run(embedder.embed(["on"]))).length, 1)
  })
})

describe("the thread of use-lite", () => {
  const ENDS: ReadonlyArray<readonly [string, string]> = [
    ["cannot be started", "throw new Error('no model here')"],
    [
      "ends at work",
      "import('node:worker_threads').then(w => w.parentPort.on('message', () => process.exit(3)))"
    ]
  ]
  for (const [what, code] of ENDS) {
    it(`fails the call under way and later ones when it ${what}`, async () => {
      const entry = new URL(`data:text/javascript,${encodeURIComponent(code)}`)
      const failures = Effect.gen(function* () {
        const embedder = yield* useLiteEmbedder(entry)
        return [
          yield* Effect.flip(embedder.embed(["one"])),
          yield* Effect.flip(embedder.embed(["two"]))
        ]
      })
      for (const { _tag } of await run(Effect.scoped(failures))) {
        assert.equal(_tag, "EmbeddingFailed")
      }
    })
  }
})

const cosine = (a: Vector, b: Vector): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
