/** Deliveries to a receiver that is down, slow, busy or picky (W12): nothing is lost uncounted, nothing grows without bound. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { type Answer, type DeliveryOptions, makeDelivery } from "../../../sdk/export/delivery.ts"
import { virtualClock } from "./virtual-clock.ts"

const accepted: Answer = { _tag: "Accepted", refused: 0, reason: "" }
const busy = (afterMs?: number): Answer => ({ _tag: "Busy", afterMs, reason: "down" })

interface Loss {
  readonly dropped: number
  readonly reason: string
}

/** A delivery on a virtual clock whose receiver answers by `answer`, with what came of it. */
const set = (
  answer: (batch: readonly number[], attempt: number) => Answer,
  options: Partial<DeliveryOptions<number>> = {}
) => {
  const clock = virtualClock()
  const batches: (readonly number[])[] = []
  const arrived: number[] = []
  const losses: Loss[] = []
  const delivery = makeDelivery<number>({
    send: async (batch) => {
      batches.push(batch)
      const said = answer(batch, batches.length)
      if (said._tag === "Accepted") arrived.push(...batch)
      return said
    },
    onLoss: (dropped, reason) => losses.push({ dropped, reason }),
    maxQueue: 100,
    maxBatch: 10,
    intervalMs: 5_000,
    closeMs: 60_000,
    clock,
    ...options
  })
  const push = (count: number) => {
    for (let item = 0; item < count; item++) delivery.push(item)
  }
  return { clock, batches, arrived, losses, delivery, push }
}

describe("W12: a delivery", () => {
  it("sends in batches, when one is full or the interval has passed", async () => {
    const { clock, batches, delivery, push } = set(() => accepted)
    push(13)
    await clock.until(delivery.flush())
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [10, 3]
    )
    push(1)
    assert.equal(clock.delaysMs.at(-1), 5_000)
    await clock.until(delivery.close())
    assert.deepEqual(delivery.counts(), { taken: 14, delivered: 14, dropped: 0 })
  })

  it("comes back to a receiver that is down, each time later, and gives up after six tries", async () => {
    const { batches, clock, delivery, losses, push } = set(() => busy())
    push(4)
    await clock.until(delivery.flush())
    assert.equal(batches.length, 6)
    assert.deepEqual(clock.delaysMs.slice(1), [1_000, 2_000, 4_000, 8_000, 16_000])
    assert.deepEqual(losses, [{ dropped: 4, reason: "down" }])
  })

  it("delivers everything to a receiver that comes back", async () => {
    const { arrived, clock, delivery, push } = set((_, attempt) =>
      attempt < 5 ? busy() : accepted
    )
    push(25)
    await clock.until(delivery.flush())
    assert.deepEqual(
      arrived,
      Array.from({ length: 25 }, (_, item) => item)
    )
  })

  it("does not come back at the same moment as others do", async () => {
    const delays = await Promise.all(
      [0, 0.5, 1].map(async (random) => {
        const clock = virtualClock(random)
        const { delivery, push } = set((_, attempt) => (attempt === 1 ? busy() : accepted), {
          clock
        })
        push(1)
        await clock.until(delivery.flush())
        return clock.delaysMs.at(-1)
      })
    )
    assert.deepEqual(delays, [500, 750, 1_000])
  })

  it("waits as long as the receiver asks, and not for hours", async () => {
    for (const [asked, waited] of [
      [7_000, 7_000],
      [86_400_000, 300_000]
    ]) {
      const { clock, delivery, push } = set((_, attempt) =>
        attempt === 1 ? busy(asked) : accepted
      )
      push(1)
      await clock.until(delivery.flush())
      assert.equal(clock.delaysMs.at(-1), waited)
    }
  })

  it("halves what is too large, and sends no larger ones after that", async () => {
    const { arrived, batches, clock, delivery, push } = set((batch) =>
      batch.length > 3 ? { _tag: "TooLarge" } : accepted
    )
    push(30)
    await clock.until(delivery.flush())
    assert.deepEqual(
      arrived,
      Array.from({ length: 30 }, (_, item) => item)
    )
    assert.equal(Math.max(...batches.slice(7).map((batch) => batch.length)), 3)
  })

  it("drops the one item that is too large alone, and no other", async () => {
    const { arrived, clock, delivery, losses, push } = set((batch) =>
      batch.includes(5) ? { _tag: "TooLarge" } : accepted
    )
    push(10)
    await clock.until(delivery.flush())
    assert.deepEqual(arrived, [0, 1, 2, 3, 4, 6, 7, 8, 9])
    assert.equal(losses[0]?.dropped, 1)
  })

  it("counts what the receiver refuses, wholly or in part", async () => {
    const { clock, delivery, push } = set((_, attempt) =>
      attempt === 1
        ? { _tag: "Refused", reason: "the receiver answered 400" }
        : { _tag: "Accepted", refused: 3, reason: "bad spans" }
    )
    push(20)
    await clock.until(delivery.flush())
    assert.deepEqual(delivery.counts(), { taken: 20, delivered: 7, dropped: 13 })
  })

  it("holds no more than its queue while the receiver is slow, and says so once", async () => {
    let release = () => {}
    const slow = new Promise<Answer>((resolve) => {
      release = () => resolve(accepted)
    })
    const { clock, delivery, losses, push } = set(() => accepted, { send: () => slow })
    push(5_000)
    assert.equal(delivery.counts().dropped, 5_000 - 100 - 10)
    assert.equal(losses.length, 1)
    release()
    await clock.until(delivery.close())
    assert.deepEqual(delivery.counts(), { taken: 5_000, delivered: 110, dropped: 4_890 })
    assert.deepEqual(losses.at(-1), { dropped: 4_890, reason: "more came than the receiver takes" })
    assert.equal(losses.length, 2)
  })

  it("does not wait for a receiver that is away when it closes", async () => {
    const { batches, clock, delivery, push } = set(() => busy())
    push(30)
    await clock.until(delivery.close())
    assert.equal(clock.nowMs(), 0)
    assert.equal(batches.length, 3)
    assert.deepEqual(delivery.counts(), { taken: 30, delivered: 0, dropped: 30 })
  })

  it("does not wait out the pause it is in when it closes", async () => {
    const { batches, clock, delivery, push } = set(() => busy(60_000))
    push(1)
    const flushed = delivery.flush()
    while (clock.delaysMs.length < 2) await new Promise((resolve) => setImmediate(resolve))
    await clock.until(delivery.close())
    await flushed
    assert.equal(clock.nowMs(), 0)
    assert.equal(batches.length, 2)
  })

  it("ends a request that hangs when closing takes too long", async () => {
    const { delivery, push, losses } = set(() => accepted, {
      closeMs: 20,
      send: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(busy()))
        })
    })
    push(25)
    await delivery.close()
    assert.deepEqual(delivery.counts(), { taken: 25, delivered: 0, dropped: 25 })
    assert.equal(losses.at(-1)?.dropped, 25)
    delivery.push(1)
    assert.equal(delivery.counts().dropped, 26)
  })

  it("accounts for every item, whatever the receiver answers", async () => {
    const answers = fc.oneof(
      fc.constant(accepted),
      fc.constant(busy()),
      fc.constant<Answer>({ _tag: "TooLarge" }),
      fc.constant<Answer>({ _tag: "Refused", reason: "no" }),
      fc.nat({ max: 20 }).map((refused): Answer => ({ _tag: "Accepted", refused, reason: "some" }))
    )
    const moves = fc.oneof(fc.nat({ max: 60 }), fc.constant("flush" as const))
    await fc.assert(
      fc.asyncProperty(
        fc.array(moves),
        fc.array(answers, { minLength: 1 }),
        async (moves, said) => {
          const { clock, delivery, push } = set((_, at) => said[at % said.length] ?? accepted)
          for (const move of moves) {
            if (move === "flush") await clock.until(delivery.flush())
            else push(move)
            const { taken, delivered, dropped } = delivery.counts()
            assert(taken - delivered - dropped <= 110)
            if (move === "flush") assert.equal(taken, delivered + dropped)
          }
          await clock.until(delivery.close())
          const { taken, delivered, dropped } = delivery.counts()
          assert.equal(taken, delivered + dropped)
          assert(delivery.isIdle())
        }
      ),
      { numRuns: 60 }
    )
  })
})
