/** The toolkit: every way in answers in the schema's form, and nothing personal reaches the log. */
import assert from "node:assert/strict"
import { Cause, Deferred, Effect, Exit, Fiber, Layer, Schema, Stream } from "effect"
import { SqlClient } from "effect/sql"
import fc from "fast-check"
import { Lap } from "lapline"
import { readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { Mail } from "../../../agent/mail/mail.ts"
import { ReturnToolkit, type ToolName } from "../../../agent/tools/schemas.ts"
import { callTool, isToolName, ReturnToolkitLive } from "../../../agent/tools/toolkit.ts"
import { onEachDriver, openWorkshop, REPOSITORY } from "../workshop.ts"
import { BOOTS, call } from "./answers.ts"

const NAMES = Object.keys(ReturnToolkit.tools) as ReadonlyArray<ToolName>

/** Words that only a person's data would bring into a log. */
const PERSONAL =
  /example\.com|John|\bDoe\b|Sample Street|too small|shattered|202-555|CANARY|hello there/u

const REJECTED = {
  customer_email: "john.doe@example.com",
  template_name: "return_rejected",
  context: { order_id: "77893", message: "CANARY" }
}

const wholeChain = Effect.gen(function* () {
  yield* call("GetOrderDetails", { email: "john.doe@example.com" })
  yield* call("GetOrderDetails", { order_id: "CANARY@example.com" })
  const rma = yield* call("CreateRMA", BOOTS)
  yield* call("CreateRMA", { ...BOOTS, return_reason: "CANARY shattered" })
  yield* call("CreateRMA", { ...BOOTS, order_id: 5, return_reason: "CANARY" })
  yield* call("CreateRMA", { ...BOOTS, order_id: "CANARY" })
  yield* call("CheckEligibility", { ...BOOTS, return_reason: "CANARY too small" })
  yield* call("GenerateReturnLabel", rma)
  yield* call("SendEmail", REJECTED)
  yield* call("SendEmail", { ...REJECTED, customer_email: "CANARY@example.com" })
  yield* call("SendEmail", { ...REJECTED, template_name: "CANARY" })
  yield* call("EscalateToHuman", { session_id: "s", reason: "CANARY hello there", priority: "LOW" })
})

onEachDriver("the toolkit", (workshop) => {
  it("writes no address, name, reason or text into a span", async () => {
    const { lines } = await workshop().record(wholeChain)
    assert.ok(lines.length > 50)
    for (const line of lines) {
      // The statement's own text names columns, not people.
      assert.doesNotMatch(JSON.stringify(line), PERSONAL)
    }
  })

  it("places every query on the line of the statement that made it", async () => {
    const { lines } = await workshop().record(wholeChain)
    const queries = lines.filter((line) => line.metric === "db_query")
    assert.ok(queries.length > 50)
    for (const { name, ...line } of queries) {
      const source = readFileSync(path.join(REPOSITORY, line["code.file.path"] ?? ""), "utf8")
      const code = source.split("\n")[(line["code.line.number"] ?? 0) - 1]
      assert.match(code ?? "", /sql(?:<.*>)?`|sql\.unsafe/u, name)
    }
  })

  it("writes nothing personal when the database fails either", async () => {
    const { lines } = await workshop().record(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE orders SET order_date = 5, shipping_address = 'CANARY'`
        yield* sql`UPDATE customers SET loyalty_tier = 'Gold', return_count_30d = 'CANARY'`
        yield* call("GetOrderDetails", { email: "john.doe@example.com" })
        yield* sql`DROP TABLE rma_items`
        yield* call("CreateRMA", BOOTS)
        yield* sql`DROP TABLE customers`.pipe(Effect.ignore)
      })
    )
    const failed = lines.filter((line) => line.status === "error")
    assert.ok(failed.length > 2)
    for (const line of failed) assert.doesNotMatch(JSON.stringify(line), PERSONAL)
  })

  it("runs as handlers of effect/ai, under the span of the caller", async () => {
    const handled = Effect.gen(function* () {
      const toolkit = yield* ReturnToolkit
      const stream = yield* toolkit.handle("GetOrderDetails", { order_id: "77893" })
      return yield* Stream.runCollect(stream)
    })
    const { answer, lines } = await workshop().record(
      Lap.turn("test")(handled).pipe(Effect.provide(ReturnToolkitLive))
    )
    assert.equal(Reflect.get(Object(answer[0]?.encodedResult), "success"), true)
    const tool = lines.find((line) => line.name === "execute_tool GetOrderDetails")
    const turn = lines.find((line) => line.metric === "turn")
    assert.equal(tool?.parent_span_id, turn?.span_id)
  })

  it("lets an interruption through, and answers nothing in its place", async () => {
    const sending = Deferred.makeUnsafe<void>()
    const mail = Layer.succeed(Mail, {
      send: () => Effect.andThen(Deferred.succeed(sending, undefined), Effect.never)
    })
    const exit = await workshop().run(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(callTool("SendEmail", REJECTED))
        yield* Deferred.await(sending)
        yield* Fiber.interrupt(fiber)
        return yield* Fiber.await(fiber)
      }),
      { mail }
    )
    assert.ok(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
  })
})

describe("the toolkit", () => {
  it("answers whatever a model sends, in the form of the tool's schema", async function () {
    this.timeout(60_000)
    const shop = openWorkshop("node")
    const plausible = fc.record(
      {
        order_id: fc.constantFrom("77893", "45110", "", "x", 7, null),
        email: fc.constantFrom("john.doe@example.com", "", null),
        item_ids: fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.string()), { maxLength: 3 }),
        customer_id: fc.constantFrom(1, 2, "1"),
        return_reason: fc.string(),
        reason_code: fc.constantFrom("APPROVED", "TIME_EXP", ""),
        rma_number: fc.constantFrom("RMA4567", ""),
        customer_email: fc.constantFrom("john.doe@example.com", "a\r\nBcc: b@example.com"),
        template_name: fc.constantFrom("return_rejected", "../../etc/passwd"),
        context: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.constant(null))),
        session_id: fc.string(),
        reason: fc.string(),
        priority: fc.constantFrom("LOW", "URGENT", "x")
      },
      { requiredKeys: [] }
    )
    const input = fc.oneof({ weight: 4, arbitrary: plausible }, fc.jsonValue())
    const calls = fc.sample(fc.tuple(fc.constantFrom(...NAMES), input), { numRuns: 300, seed: 1 })
    const answers = await shop.run(
      Effect.forEach(calls, ([name, input]) =>
        Effect.map(callTool(name, input), (answer) => [name, answer] as const)
      )
    )
    for (const [name, answer] of answers) {
      const schema: Schema.Top = ReturnToolkit.tools[name].successSchema
      assert.ok(Schema.is(schema)(answer), JSON.stringify(answer))
    }
    rmSync(shop.folder, { recursive: true })
  })

  it("answers an unknown tool with the names of those there are", async () => {
    const shop = openWorkshop("node")
    const answer = await shop.run(call("DeleteEverything", {}))
    assert.equal(answer["error"], "DATA_ERR")
    assert.match(String(answer["message"]), /GetOrderDetails.*EscalateToHuman/u)
    assert.equal(isToolName("toString"), false)
    rmSync(shop.folder, { recursive: true })
  })

  it("has the six tools", () => {
    assert.deepEqual(NAMES, [
      "GetOrderDetails",
      "CheckEligibility",
      "CreateRMA",
      "GenerateReturnLabel",
      "SendEmail",
      "EscalateToHuman"
    ])
  })
})
