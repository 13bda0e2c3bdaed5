/** A block is a span from the line that makes it to its end, and the parent of what runs meanwhile. */

import assert from "node:assert/strict"
import { timed, TimingContext } from "../../../sdk/index.ts"
import { named } from "./log.ts"
import { ancestry, loopTurn, recordPlain } from "./plain.ts"

const leaf = timed(async function leaf() {
  await loopTurn()
})

const load = async (name: string): Promise<void> => {
  using block = new TimingContext(name, { metric: "rag_query", step: "search" })
  block.annotate({ "lapline.passages": 2 })
  await loopTurn()
  await leaf()
}

describe("a TimingContext", () => {
  it("is recorded on its line, with what it was made with and told", async () => {
    const records = await recordPlain(() => load("policy"))
    const { attributes, code, metric, status, step } = named(records, "policy")
    assert.deepEqual([metric, step, status], ["rag_query", "search", "ok"])
    assert.deepEqual(attributes, { "lapline.passages": 2 })
    assert.deepEqual([code.line, code.function], [13, "load"])
    assert.equal(ancestry(records, "leaf"), "leaf < policy")
  })

  it("keeps words and attributes that differ from call to call on one line apart", async () => {
    const records = await recordPlain(() => {
      for (const index of [1, 2, 1, 3]) {
        new TimingContext(`pass ${index % 3}`, { attributes: { index } }).end()
      }
    })
    assert.deepEqual(
      records.map(({ attributes, name }) => `${name} ${attributes["index"]}`),
      ["pass 1 1", "pass 2 2", "pass 1 1", "pass 0 3"]
    )
  })

  it("nests, and gives its context back at its end", async () => {
    const records = await recordPlain(async () => {
      {
        using _outer = new TimingContext("outer")
        {
          using _inner = new TimingContext("inner")
        }
        await leaf()
      }
      new TimingContext("after").end()
    })
    assert.equal(ancestry(records, "inner"), "inner < outer")
    assert.equal(ancestry(records, "leaf"), "leaf < outer")
    assert.equal(ancestry(records, "after"), "after")
  })

  it("is passed over once it has ended, by code that goes on in its context", async () => {
    const records = await recordPlain(async () => {
      const first = new TimingContext("first")
      const second = new TimingContext("second")
      first.end()
      const later = loopTurn().then(() => leaf())
      second.end()
      await later
    })
    assert.equal(ancestry(records, "leaf"), "leaf")
  })

  it("does not leak out of the timed function it is in", async () => {
    const tool = timed(async function tool(name: string) {
      await load(name)
    })
    const records = await recordPlain(() => Promise.all([tool("a"), tool("b"), leaf()]))
    assert.equal(ancestry(records, "a"), "a < tool")
    assert.equal(ancestry(records, "b"), "b < tool")
    assert.equal(records.filter(({ parentSpanId }) => parentSpanId === undefined).length, 3)
  })

  it("ends once, failed by what it is given", async () => {
    const records = await recordPlain(() => {
      const block = new TimingContext("write")
      block.end(new RangeError("page 7"))
      block.end()
      block[Symbol.dispose]()
      using marked = new TimingContext("marked")
      marked.markError({ type: "DATA_ERR" })
      marked.correlate({ orderId: "77893" })
    })
    assert.deepEqual(named(records, "write").error?.type, "RangeError")
    assert.deepEqual(named(records, "marked").error?.type, "DATA_ERR")
    assert.equal(named(records, "marked").orderId, "77893")
  })

  it("that is a step takes metric and tool from the span around", async () => {
    const tool = timed.tool("T")(() => {
      using _step = TimingContext.step("fraud_check", { attributes: { rule: 5 } })
    })
    const records = await recordPlain(tool)
    const { attributes, code, metric, step, toolName } = named(records, "fraud_check")
    assert.deepEqual([metric, toolName, step], ["tool_execution", "T", "fraud_check"])
    assert.deepEqual(attributes, { rule: 5 })
    assert.equal(code.line, 96)
  })

  it("does nothing while Lapline is off", () => {
    using block = new TimingContext("nothing")
    block.annotate({ a: 1 })
    block.end(new Error("nothing"))
  })
})
