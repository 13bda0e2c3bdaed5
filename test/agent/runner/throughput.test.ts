/** Figures of a load, and the locks that keep its conversations apart. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import fc from "fast-check"
import { loadConversations } from "../../../agent/runner/conversation.ts"
import { makeOrderLocks, ordersOf } from "../../../agent/runner/order-locks.ts"
import { throughputOf, throughputText } from "../../../agent/runner/throughput.ts"

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

describe("the throughput of a run", () => {
  it("tells the nearest rank of its turns, in any order", () => {
    const { p50Ms, p95Ms, p99Ms, messages, perSecond } = throughputOf(upTo(200).toReversed(), 4_000)
    assert.deepEqual([p50Ms, p95Ms, p99Ms, messages, perSecond], [100, 190, 198, 200, 50])
  })

  it("is a duration that occurred, with the share of its name at or below and no smaller one like it", () => {
    const durations = fc.array(fc.integer({ min: 0, max: 1_000 }), {
      minLength: 100,
      maxLength: 300
    })
    fc.assert(
      fc.property(durations, (turns) => {
        const { p50Ms, p95Ms, p99Ms } = throughputOf(turns, 1)
        for (const [share, value] of [
          [0.5, p50Ms],
          [0.95, p95Ms],
          [0.99, p99Ms]
        ] as const) {
          assert(value !== null && turns.includes(value))
          const below = turns.filter((turn) => turn < value).length
          const upTo = turns.filter((turn) => turn <= value).length
          assert(upTo >= share * turns.length && below < share * turns.length)
        }
      })
    )
  })

  it("does not tell what the sample is too small for, and says how large it is", () => {
    const text = throughputText(throughputOf(upTo(19), 1_000))
    assert.equal(
      text,
      "19.0 messages a second · turn p50 10.0 ms · p95 n too small · p99 n too small · n 19"
    )
    assert.equal(throughputOf([], 0).p50Ms, null)
    assert.equal(throughputOf(upTo(20), 1).p95Ms, 19)
    assert.equal(throughputOf(upTo(99), 1).p99Ms, null)
  })
})

describe("conversations that run at once", () => {
  it("never hold the same order together, and hold different ones together", async () => {
    const samples = await Effect.runPromise(loadConversations())
    const locked = makeOrderLocks()
    const held = new Map<string, number>()
    let together = 0
    const talk = (orders: readonly string[]) =>
      Effect.gen(function* () {
        for (const order of orders) held.set(order, (held.get(order) ?? 0) + 1)
        for (const order of orders) assert.equal(held.get(order), 1, order)
        together = Math.max(
          together,
          [...held.values()].reduce((sum, count) => sum + count, 0)
        )
        yield* Effect.yieldNow
        for (const order of orders) held.set(order, 0)
      })
    const jobs = upTo(20).flatMap(() => samples)
    await Effect.runPromise(
      Effect.forEach(jobs, (sample) => locked(sample)(talk(ordersOf(sample))), { concurrency: 8 })
    )
    assert(together > 1)
  })

  it("do not wait for each other for ever when they need several orders", async () => {
    const [sample] = await Effect.runPromise(loadConversations())
    assert(sample !== undefined)
    const orders = ["1001", "1002", "1003"]
    const jobs = fc.array(fc.shuffledSubarray(orders), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(jobs, async (wanted) => {
        const locked = makeOrderLocks()
        const ended = await Effect.runPromise(
          Effect.forEach(
            wanted,
            (reset) => locked({ ...sample, reset })(Effect.as(Effect.yieldNow, reset)),
            { concurrency: "unbounded" }
          )
        )
        assert.equal(ended.length, wanted.length)
      }),
      { numRuns: 50 }
    )
  })
})
