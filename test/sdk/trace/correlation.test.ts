/** Sessions and orders, and what a step takes over from the Lap around it. */

import assert from "node:assert/strict"
import { Effect } from "effect"
import { Lap } from "../../../sdk/index.ts"
import { named, record } from "./log.ts"

describe("Lap.correlate", () => {
  it("names session and order on its span and on those started below it later", async () => {
    const program = Effect.gen(function* () {
      yield* Effect.void.pipe(Lap.step("before"))
      yield* Lap.correlate({ sessionId: "session 1" })
      yield* Lap.correlate({ orderId: '7"7' }).pipe(Lap.step("order"))
      yield* Effect.void.pipe(Effect.withSpan("library"), Lap.step("after"))
    }).pipe(Lap.step("around"))
    const records = await record(program.pipe(Lap.turn("shop")))
    const ids = (name: string) => {
      const { orderId, sessionId } = named(records, name)
      return [sessionId, orderId]
    }
    assert.deepEqual(ids("before"), [undefined, undefined])
    assert.deepEqual(ids("around"), ["session 1", undefined])
    assert.deepEqual(ids("order"), ["session 1", '7"7'])
    assert.deepEqual(ids("after"), ["session 1", undefined])
    assert.deepEqual(ids("library"), ["session 1", undefined])
    assert.deepEqual(ids("invoke_agent shop"), [undefined, undefined])
  })

  it("keeps turns that run at once apart", async () => {
    const lap = Lap.turn("shop")
    const turn = (session: string) =>
      Effect.gen(function* () {
        yield* Lap.correlate({ sessionId: session })
        yield* Effect.yieldNow
        yield* Effect.sleep(1).pipe(Lap.step(`step of ${session}`))
      }).pipe(lap)
    const sessions = ["a", "b", "c", "d"]
    const records = await record(Effect.all(sessions.map(turn), { concurrency: "unbounded" }))
    for (const session of sessions) {
      const step = named(records, `step of ${session}`)
      const around = records.find(({ spanId }) => spanId === step.parentSpanId)
      assert.deepEqual([step.sessionId, around?.sessionId], [session, session])
      assert.equal(step.traceId, around?.traceId)
    }
    assert.equal(new Set(records.map(({ traceId }) => traceId)).size, sessions.length)
  })

  it("does nothing outside a span", async () => {
    assert.deepEqual(await record(Lap.correlate({ sessionId: "nobody" })), [])
  })
})

describe("Lap.step", () => {
  it("takes metric and tool from the nearest Lap around, also through other spans", async () => {
    const step = Lap.step("shared")
    const inside = Effect.void.pipe(step, Effect.withSpan("span"))
    const records = await record(
      Effect.all([
        inside.pipe(Lap.tool("A")),
        inside.pipe(Lap.tool("B")),
        inside.pipe(Lap.step("outer"), Lap.tool("A")),
        inside.pipe(Lap.turn("shop"), Lap.tool("A")),
        inside
      ])
    )
    const steps = records.filter(({ name }) => name === "shared")
    assert.deepEqual(
      steps.map(({ metric, step, toolName }) => [metric, step, toolName]),
      [
        ["tool_execution", "shared", "A"],
        ["tool_execution", "shared", "B"],
        ["tool_execution", "shared", "A"],
        ["turn", "shared", undefined],
        ["span", "shared", undefined]
      ]
    )
    for (const { metric, name, toolName } of records) {
      if (name === "span") assert.deepEqual([metric, toolName], ["span", undefined])
    }
  })
})

describe("each Lap", () => {
  const laps = {
    "turn total invoke_agent shop": Lap.turn("shop"),
    "iteration total iteration": Lap.iteration(),
    "llm_call total chat small": Lap.modelCall("small"),
    "tool_execution total execute_tool T T": Lap.tool("T"),
    "db_query total orders": Lap.query("orders"),
    "db_transaction total return": Lap.transaction("return"),
    "db_connection total pool": Lap.connection("pool"),
    "db_commit total return": Lap.commit("return"),
    "db_rollback total return": Lap.rollback("return"),
    "rag_query total retrieval policy": Lap.retrieval("policy"),
    "startup seed startup seed": Lap.startup("seed"),
    "response_formatting total answer": Lap.formatting("answer"),
    "mine half own T": Lap.operation({ metric: "mine", step: "half", name: "own", toolName: "T" })
  }
  for (const [fields, lap] of Object.entries(laps)) {
    it(`is recorded under its names: ${fields}`, async () => {
      const [span] = await record(Effect.void.pipe(lap))
      const parts = [span?.metric, span?.step, span?.name, span?.toolName]
      assert.equal(parts.filter((part) => part !== undefined).join(" "), fields)
      assert.equal(span?.component, "performance")
    })
  }
})
