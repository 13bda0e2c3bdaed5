/** Plain code and effects stand in one trace, whichever of them runs the other. */

import assert from "node:assert/strict"
import { Effect, Fiber } from "effect"
import { annotate, Lap, Lapline, start, timed, TimingContext } from "../../../sdk/index.ts"
import { readSpans, record, withFolder } from "./log.ts"
import { ancestry, loopTurn, recordPlain } from "./plain.ts"

const plain = timed(async function plain() {
  await loopTurn()
})

/** Plain code that nothing times, as a library's client is. */
const untimed = async (): Promise<void> => {
  await loopTurn()
  await plain()
}

const effect = Effect.promise(loopTurn).pipe(Lap.step("effect"))

describe("plain code that an effect runs", () => {
  for (const [how, call] of [
    ["Effect.promise", Effect.promise(untimed)],
    ["Effect.tryPromise", Effect.tryPromise(untimed)],
    [
      "a callback",
      Effect.callback<void>((resume) => void untimed().then(() => resume(Effect.void)))
    ],
    ["Effect.sync", Effect.andThen(Effect.sync(plain), Effect.promise(loopTurn))]
  ] as const) {
    it(`stands under the Lap around, by ${how}`, async () => {
      const work = call.pipe(Lap.tool("T"), Lap.turn("A"))
      const records = await record(Effect.andThen(work, Effect.promise(loopTurn)))
      assert.equal(ancestry(records, "plain"), "plain < execute_tool T < invoke_agent A")
    })
  }

  it("stands under Effect.withSpan, also after the fiber has waited", async () => {
    const work = Effect.gen(function* () {
      yield* Effect.sleep(1)
      yield* Effect.promise(untimed)
    }).pipe(Effect.withSpan("library"), Lap.turn("A"))
    assert.equal(ancestry(await record(work), "plain"), "plain < library < invoke_agent A")
  })

  it("keeps fibers that run at the same time apart", async () => {
    const tool = (name: string) => Effect.promise(untimed).pipe(Lap.tool(name))
    const work = Effect.all([tool("a"), tool("b"), tool("c")], { concurrency: "unbounded" })
    const records = await record(work.pipe(Lap.turn("A")))
    const parents = records
      .filter(({ name }) => name === "plain")
      .map(({ parentSpanId }) => records.find(({ spanId }) => spanId === parentSpanId)?.name)
    assert.deepEqual(
      new Set(parents),
      new Set(["execute_tool a", "execute_tool b", "execute_tool c"])
    )
  })

  it("does not stay the parent of what the fiber does next", async () => {
    const work = Effect.gen(function* () {
      yield* Effect.sync(() => new TimingContext("left open"))
      yield* effect
      yield* Effect.promise(plain)
    }).pipe(Lap.turn("A"))
    const records = await record(work)
    assert.equal(ancestry(records, "effect"), "effect < invoke_agent A")
  })

  it("annotates the span of its effect, and is not recorded below one that is not sampled", async () => {
    const work = Effect.promise(async () => {
      await loopTurn()
      annotate({ rows: 2 })
    })
    const records = await record(work.pipe(Lap.turn("A")))
    assert.deepEqual(records[0]?.attributes, { rows: 2 })
    const unsampled = Effect.promise(untimed).pipe(Effect.withSpan("un", { sampled: false }))
    assert.deepEqual(await record(unsampled), [])
  })
})

describe("an effect that plain code runs", () => {
  it("stands under the timed function, without a layer of its own", async () => {
    const outer = timed(async function outer() {
      await loopTurn()
      await Effect.runPromise(effect)
      await Effect.runPromise(
        Effect.promise(untimed).pipe(Effect.withSpan("ours"), Lap.step("lap"))
      )
      Effect.runSync(Effect.void.pipe(Lap.step("sync")))
    })
    const records = await recordPlain(outer)
    assert.equal(ancestry(records, "effect"), "effect < outer")
    assert.equal(ancestry(records, "plain"), "plain < ours < lap < outer")
    assert.equal(ancestry(records, "sync"), "sync < outer")
  })

  it("stands under the block, with the layer of the run", () =>
    withFolder(async (folder) => {
      const run = start({ directory: folder })
      const outer = timed(async function outer() {
        using _block = new TimingContext("block")
        const spans = Effect.promise(untimed).pipe(Effect.withSpan("inner"))
        await Effect.runPromise(spans.pipe(Effect.provide(run.layer)))
        await Effect.runPromise(
          Effect.void.pipe(Effect.withSpan("alone", { root: true }), Effect.provide(run.layer))
        )
      })
      await outer()
      await run.stop()
      const records = readSpans(folder)
      assert.equal(ancestry(records, "plain"), "plain < inner < block < outer")
      assert.equal(ancestry(records, "alone"), "alone")
    }))

  it("goes on under it when it is forked and outlives the call", async () => {
    const outer = timed(function outer() {
      return { fiber: Effect.runFork(Effect.andThen(Effect.sleep(1), effect)) }
    })
    const records = await recordPlain(() => Effect.runPromise(Fiber.await(outer().fiber)))
    assert.equal(ancestry(records, "effect"), "effect < outer")
  })

  it("is in one trace with plain code on both sides, to any depth", async () => {
    const down = (depth: number): Promise<void> =>
      depth === 0
        ? plain()
        : timed({ name: `plain ${depth}` })(() =>
            Effect.runPromise(
              Effect.promise(() => down(depth - 1)).pipe(Lap.step(`effect ${depth}`))
            )
          )()
    const records = await recordPlain(() => down(3))
    assert.equal(
      ancestry(records, "plain"),
      "plain < effect 1 < plain 1 < effect 2 < plain 2 < effect 3 < plain 3"
    )
    assert.equal(new Set(records.map(({ traceId }) => traceId)).size, 1)
  })

  it("is not recorded where nothing was started", async () => {
    assert.equal(await Effect.runPromise(Effect.succeed(1).pipe(Lap.step("a"))), 1)
    await Effect.runPromise(Effect.void.pipe(Effect.provide(Lapline.layer({ enabled: false }))))
  })
})
