/** `rules-1` as an effect/ai provider: streaming, usage, pacing. */
import assert from "node:assert/strict"
import { Clock, Effect, Fiber, Stream } from "effect"
import { LanguageModel } from "effect/ai"
import { TestClock } from "effect/testing"
import { rulesModel } from "../../../agent/model/rules.ts"
import { ReturnToolkit } from "../../../agent/tools/schemas.ts"
import { type Entry, promptOf, says } from "./scene.ts"
import * as shop from "./shop.ts"

const FAST = { firstTokenMs: 0, tokenMs: 0 }
const ASK = [says("I want to return something")]
const LOOK_UP = [says("return order 77893")]

const options = (entries: readonly Entry[]) =>
  ({
    prompt: promptOf(entries),
    toolkit: ReturnToolkit,
    disableToolCallResolution: true
  }) as const

const streamed = (entries: readonly Entry[]) =>
  Effect.runPromise(
    LanguageModel.streamText(options(entries)).pipe(
      Stream.runCollect,
      Effect.provide(rulesModel(FAST))
    )
  )

const generated = (entries: readonly Entry[]) =>
  Effect.runPromise(
    LanguageModel.generateText(options(entries)).pipe(Effect.provide(rulesModel(FAST)))
  )

describe("rules-1", () => {
  it("streams word by word the text that it generates at once", async () => {
    const parts = await streamed(ASK)
    const words = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : []))
    const whole = await generated(ASK)
    assert.equal(words.join(""), whole.text)
    assert.ok(words.length > 10 && words.every((word) => /^\s*\S+$/u.test(word)))
  })

  it("streams the call that it makes at once, with its input spelt out before it", async () => {
    const parts = await streamed(LOOK_UP)
    const { toolCalls, finishReason } = await generated(LOOK_UP)
    const calls = parts.flatMap((part) => (part.type === "tool-call" ? [part] : []))
    const [call] = calls
    assert.ok(call !== undefined && calls.length === 1)
    assert.deepEqual(
      toolCalls.map(({ name, params }) => ({ name, params })),
      [{ name: call.name, params: call.params }]
    )
    const spelt = parts.flatMap((part) => (part.type === "tool-params-delta" ? [part.delta] : []))
    assert.deepEqual(JSON.parse(spelt.join("")), call.params)
    assert.equal(finishReason, "tool-calls")
  })

  it("counts the words of the prompt and of its answer", async () => {
    const { usage, text, finishReason } = await generated(ASK)
    assert.equal(usage.outputTokens.total, text.split(/\s+/u).length)
    assert.ok(Number(usage.inputTokens.total) > 200)
    const longer = await generated([...ASK, says("one two three")])
    assert.equal(
      Number(longer.usage.inputTokens.total) - Number(usage.inputTokens.total),
      // The words, and the message around them.
      3
    )
    assert.equal(finishReason, "stop")
  })

  it("gives its calls ids that no other call of the conversation has", async () => {
    const first = await generated(LOOK_UP)
    const second = await generated([...LOOK_UP, shop.lookedUp("77893", shop.found(shop.BOOTS))])
    const parallel = await generated([says("return 77893 and 90123")])
    const ids = [first, second].flatMap(({ toolCalls }) => toolCalls.map(({ id }) => id))
    assert.equal(new Set(ids).size, 2)
    assert.equal(new Set(parallel.toolCalls.map(({ id }) => id)).size, 2)
  })

  it("takes the time that its pacing says: the first token, then one token after the other", async () => {
    const pacing = { firstTokenMs: 100, tokenMs: 2.5 }
    const program = Effect.gen(function* () {
      const words: number[] = []
      const startedMs = yield* Clock.currentTimeMillis
      const reading = yield* LanguageModel.streamText(options(ASK)).pipe(
        Stream.runForEach((part) =>
          Effect.gen(function* () {
            if (part.type === "text-delta") {
              words.push((yield* Clock.currentTimeMillis) - startedMs)
            }
          })
        ),
        Effect.forkChild
      )
      yield* TestClock.adjust(99)
      assert.deepEqual(words, [])
      yield* TestClock.adjust(1)
      assert.equal(words.length, 1)
      yield* TestClock.adjust(25)
      assert.equal(words.length, 11)
      yield* TestClock.adjust(10_000)
      yield* Fiber.join(reading)
    })
    await Effect.runPromise(
      program.pipe(Effect.provide(rulesModel(pacing)), Effect.provide(TestClock.layer()))
    )
  })
})
