/** Generators are one span from the first item to the last, which is the current one only while they run. */

import assert from "node:assert/strict"
import { annotate, timed } from "../../../sdk/index.ts"
import { named } from "./log.ts"
import { ancestry, loopTurn, recordPlain } from "./plain.ts"

const part = timed(function part(value: number) {
  return value * 10
})

const items = timed(function* items(count: number) {
  let received = ""
  for (let index = 0; index < count; index++) received += String(yield part(index))
  return received
})

const stream = timed(async function* stream(count: number) {
  for (let index = 0; index < count; index++) {
    await loopTurn()
    yield part(index)
  }
})

describe("a timed generator", () => {
  it("gives the items, takes what is sent and returns what it returned", async () => {
    const records = await recordPlain(() => {
      const iterator = items(2)
      assert.deepEqual(iterator.next(), { value: 0, done: false })
      assert.deepEqual(iterator.next("a"), { value: 10, done: false })
      assert.deepEqual(iterator.next("b"), { value: "ab", done: true })
      assert.deepEqual(iterator.next(), { value: undefined, done: true })
    })
    assert.deepEqual(
      records.map(({ name, status }) => `${name} ${status}`),
      ["part ok", "part ok", "items ok"]
    )
    assert.equal(ancestry(records, "part"), "part < items")
  })

  it("is not the parent of what its consumer does", async () => {
    const consume = timed(function consume() {
      for (const _ of items(2)) timed({ name: "between" })(() => annotate({ a: 1 }))()
    })
    const records = await recordPlain(consume)
    assert.equal(ancestry(records, "items"), "items < consume")
    assert.equal(ancestry(records, "between"), "between < consume")
  })

  it("is a generator in every other way", async () => {
    await recordPlain(() => {
      assert.deepEqual([...items(3)], [0, 10, 20])
      assert.equal(Object.prototype.toString.call(items(1)), "[object Generator]")
      assert.deepEqual(Array.from(items(4).filter((value) => value > 10)), [20, 30])
    })
  })

  it("is interrupted when it is closed early, and not recorded when it was never asked", async () => {
    const records = await recordPlain(() => {
      for (const value of items(3)) if (value === 0) break
      items(3).return("")
      items(3)
    })
    assert.equal(named(records, "items").status, "interrupted")
  })

  it("fails with what it throws and with what is thrown into it", async () => {
    const failing = timed(function* failing() {
      yield 1
      throw new Error("torn")
    })
    const records = await recordPlain(() => {
      assert.throws(() => [...failing()], /torn/)
      const iterator = items(2)
      iterator.next()
      assert.throws(() => iterator.throw(new RangeError("sent")), /sent/)
    })
    assert.deepEqual(
      records.filter(({ status }) => status === "error").map(({ error }) => error?.message),
      ["torn", "sent"]
    )
  })

  it("does all that when it is asynchronous", async () => {
    const records = await recordPlain(async () => {
      const values: number[] = []
      for await (const value of stream(3)) {
        values.push(value)
        if (value === 10) break
      }
      assert.deepEqual(values, [0, 10])
      for await (const _ of stream(1)) await loopTurn()
      const torn = timed(async function* torn() {
        yield 1
        throw new Error("torn")
      })
      await assert.rejects(async () => {
        for await (const _ of torn()) await loopTurn()
      }, /torn/)
    })
    assert.deepEqual(
      records.filter(({ name }) => name !== "part").map(({ name, status }) => `${name} ${status}`),
      ["stream interrupted", "stream ok", "torn error"]
    )
    assert.equal(ancestry(records, "part"), "part < stream")
  })
})
