/** Plain functions of every kind are measured, and stay what they were. */

import assert from "node:assert/strict"
import { annotate, correlate, markError, timed } from "../../../sdk/index.ts"
import { named } from "./log.ts"
import { ancestry, loopTurn, recordPlain } from "./plain.ts"

const boom = new TypeError("no such order", { cause: new RangeError("77893") })

describe("a timed function", () => {
  it("returns what it returned, and is recorded on the line where it is applied", async () => {
    const double = timed(function double(this: unknown, value: number) {
      return value * 2
    })
    const records = await recordPlain(() => assert.equal(double(4), 8))
    const { code, durationMs, metric, status, step } = named(records, "double")
    assert.deepEqual([metric, step, status], ["span", "total", "ok"])
    assert(durationMs !== null && durationMs >= 0)
    assert.equal(code.file, "test/sdk/trace/timed.test.ts")
    assert.deepEqual([code.line, code.function], [12, "double"])
  })

  it("takes its name from what the source declares, and metric, step and tool from options", async () => {
    const load = timed(() => 1)
    const search = timed({ metric: "rag_query", step: "search" })(() => 2)
    const create = timed({ toolName: "CreateRMA", attributes: { "lapline.rule": 5 } })(() => 3)
    const plain = timed({ name: "given", metric: "startup" })(() => 4)
    const records = await recordPlain(() => [load(), search(), create(), plain()])
    const told = records.map(({ metric, name, step, toolName }) => [metric, name, step, toolName])
    assert.deepEqual(told, [
      ["span", "load", "total", undefined],
      ["rag_query", "search", "search", undefined],
      ["tool_execution", "execute_tool CreateRMA", "total", "CreateRMA"],
      ["startup", "given", "total", undefined]
    ])
    assert.deepEqual(records[2]?.attributes, { "lapline.rule": 5 })
  })

  it("keeps receiver, name, length and properties", async () => {
    const original = Object.assign(
      function original(this: { readonly base: number }, one: number, two: number) {
        return this.base + one + two
      },
      { description: "adds" }
    )
    const object = { base: 1, add: timed(original) }
    await recordPlain(() => assert.equal(object.add(2, 3), 6))
    const { add } = object
    assert.deepEqual([add.name, add.length, add.description], ["original", 2, "adds"])
  })

  it("lasts until its promise settles, and its children find it after every await", async () => {
    const inner = timed(async function inner() {
      await loopTurn()
    })
    const outer = timed(async function outer() {
      await loopTurn()
      await Promise.all([inner(), loopTurn()])
      return "done"
    })
    const records = await recordPlain(async () => assert.equal(await outer(), "done"))
    assert.equal(ancestry(records, "inner"), "inner < outer")
    assert((named(records, "outer").durationMs ?? 0) >= (named(records, "inner").durationMs ?? 1))
  })

  it("keeps callers that run at the same time apart", async () => {
    const leaf = timed(async (name: string) => {
      annotate({ name })
      await loopTurn()
    })
    const branch = timed(async function branch(name: string) {
      annotate({ name })
      await loopTurn()
      await leaf(name)
    })
    const records = await recordPlain(() => Promise.all(["a", "b", "c"].map(branch)))
    const branches = records.filter(({ name }) => name === "branch")
    for (const record of records.filter(({ name }) => name === "leaf")) {
      const parent = branches.find(({ spanId }) => spanId === record.parentSpanId)
      assert.equal(parent?.attributes["name"], record.attributes["name"])
    }
    assert.equal(records.length, 6)
  })

  for (const [how, run] of [
    ["throws", () => timed({ name: "failing" })(() => raise())],
    ["rejects", () => timed({ name: "failing" })(async () => raise())]
  ] as const) {
    it(`that ${how} is an error with the stacks of its causes, and still ${how}`, async () => {
      const records = await recordPlain(async () => {
        const failing = run()
        await assert.rejects(async () => failing(), boom)
      })
      const { error, status } = named(records, "failing")
      assert.equal(status, "error")
      assert.deepEqual([error?.type, error?.message], ["TypeError", "no such order"])
      assert.match(error?.stack ?? "", /TypeError: no such order[^]*\[cause\]: RangeError: 77893/)
    })
  }

  it("is timed out or interrupted by the class of what it throws", async () => {
    class APITimeoutError extends Error {}
    const causes: readonly unknown[] = [
      new DOMException("late", "TimeoutError"),
      new APITimeoutError("late"),
      new DOMException("given up", "AbortError"),
      "text",
      null,
      undefined,
      { _tag: "Refused", message: "no" }
    ]
    const records = await recordPlain(() => {
      for (const cause of causes) {
        const failing = timed({ name: "failing" })(() => {
          throw cause
        })
        assert.throws(failing, (thrown) => thrown === cause)
      }
    })
    assert.deepEqual(
      records.map(({ error, status }) => [status, error?.type]),
      [
        ["timeout", "TimeoutError"],
        ["timeout", "Error"],
        ["interrupted", undefined],
        ["error", "string"],
        ["error", "object"],
        ["error", "undefined"],
        ["error", "Refused"]
      ]
    )
  })

  it("leaves a rejection that nobody handles unhandled, and adds none", async () => {
    const unhandled: unknown[] = []
    const listener = (cause: unknown): void => void unhandled.push(cause)
    const others = process.listeners("unhandledRejection")
    process.removeAllListeners("unhandledRejection")
    process.on("unhandledRejection", listener)
    try {
      const failing = timed(async () => raise())
      await recordPlain(async () => {
        await failing().catch(() => undefined)
        await loopTurn()
        assert.deepEqual(unhandled, [])
        void failing()
        await loopTurn()
        await loopTurn()
      })
      assert.deepEqual(unhandled, [boom])
    } finally {
      process.removeListener("unhandledRejection", listener)
      for (const other of others) process.on("unhandledRejection", other)
    }
  })

  it("answers with the very promise where that has a class of its own", async () => {
    class APIPromise extends Promise<number> {
      withResponse(): string {
        return "raw"
      }
    }
    const made = APIPromise.resolve(7)
    const ask = timed(function ask() {
      return made
    })
    const records = await recordPlain(async () => {
      const answered = ask()
      assert.equal(answered, made)
      assert.equal(await answered, 7)
      await loopTurn()
    })
    assert.equal(named(records, "ask").status, "ok")
  })

  it("tells what it learns while it runs", async () => {
    const work = timed.tool("T")(async () => {
      correlate({ sessionId: "s", orderId: "77893" })
      annotate({ rows: 2 })
      await loopTurn()
      timed.step("check")(() => markError({ type: "DATA_ERR", message: "twice" }))()
    })
    const records = await recordPlain(work)
    const { error, sessionId, orderId, metric, status, toolName } = named(records, "check")
    assert.deepEqual([status, error?.type, error?.message], ["error", "DATA_ERR", "twice"])
    assert.deepEqual([metric, toolName, sessionId, orderId], ["tool_execution", "T", "s", "77893"])
    assert.deepEqual(named(records, "execute_tool T").attributes, {
      "gen_ai.tool.name": "T",
      rows: 2
    })
  })

  it("costs nothing but a call while Lapline is off, and classes stay classes", async () => {
    const work = timed(() => annotate({ a: 1 }))
    work()
    class Kept extends Map {}
    assert.equal((timed as (kind: unknown) => unknown)(Kept), Kept)
    assert.deepEqual(await recordPlain(work, { enabled: false }), [])
  })
})

const raise = (): never => {
  throw boom
}
