/** EscalateToHuman: the ticket, its summary, and the return that it marks. */
import assert from "node:assert/strict"
import { Effect, Random } from "effect"
import { SqlClient } from "effect/sql"
import { appendMessage, appendToolCall } from "../../../agent/database/conversation-log.ts"
import { resetOrder } from "../../../agent/database/reset.ts"
import { CurrentSession } from "../../../agent/tools/correlation.ts"
import { onEachDriver } from "../workshop.ts"
import { violations } from "../violations.ts"
import { BOOTS, call, pick } from "./answers.ts"

const HIGH = { session_id: "s-1", reason: "The boots are shattered.", priority: "HIGH" }

const say = (content: string) => appendMessage({ sessionId: "s-1", messageType: "user", content })

const logged = (name: string, input: Readonly<Record<string, unknown>>) =>
  Effect.tap(call(name, input), (output) =>
    appendToolCall("s-1", { tool_name: name, input, output })
  )

/** The story that changes: a return is open, then the customer says that the boots are broken. */
const changedStory = Effect.gen(function* () {
  yield* say("I need to return the boots, order #77893.")
  yield* logged("GetOrderDetails", { order_id: "77893" })
  const rma = yield* logged("CreateRMA", BOOTS)
  yield* say("Actually, the boots are shattered. This is unacceptable!")
  return { rma, escalation: yield* call("EscalateToHuman", HIGH) }
})

const tickets = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ meta_data: string }>`SELECT meta_data FROM conversation_logs
    WHERE message_type = 'system' AND json_extract(meta_data, '$.kind') = 'ticket'`
  return rows.map((row): Readonly<Record<string, unknown>> => JSON.parse(row.meta_data))
})

onEachDriver("EscalateToHuman", (workshop) => {
  it("makes a ticket with a summary, and marks the return of the conversation", async () => {
    const at = "2026-03-15T09:30:00Z"
    const { rma, escalation } = await workshop().run(changedStory, { at })
    assert.match(String(escalation["ticket_id"]), /^TICKET-1773567000-\d{4}$/u)
    assert.equal(escalation["rma_number"], rma["rma_number"])
    assert.deepEqual(escalation["summary"], {
      issue:
        "I need to return the boots, order #77893. Latest: Actually, the boots are shattered. This is unacceptable!",
      actions_taken: ["GetOrderDetails: done", `CreateRMA: ${String(rma["rma_number"])}`],
      reason: "The boots are shattered.",
      sentiment: "frustrated",
      next_step: `Review return ${String(rma["rma_number"])} with the customer before it is refunded.`
    })
    const [row] = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* sql`SELECT escalated, escalation_reason FROM rmas
          WHERE rma_number = ${rma["rma_number"]}`
      })
    )
    assert.deepEqual({ ...row }, { escalated: 1, escalation_reason: "The boots are shattered." })
    const [ticket] = await workshop().run(tickets)
    assert.deepEqual(pick(ticket ?? {}, ["ticket_id", "priority", "rma_number", "order_id"]), {
      ticket_id: escalation["ticket_id"],
      priority: "HIGH",
      rma_number: rma["rma_number"],
      order_id: "77893"
    })
    assert.deepEqual(await workshop().run(violations), [])
  })

  it("finds the return of an earlier session by the order that this one is about", async () => {
    const escalation = await workshop().run(
      Effect.gen(function* () {
        const rma = yield* call("CreateRMA", BOOTS)
        yield* say("My boots of order 77893 are shattered.")
        yield* logged("GetOrderDetails", { order_id: "77893" })
        const { rma_number } = yield* call("EscalateToHuman", HIGH)
        return [rma["rma_number"], rma_number]
      })
    )
    assert.equal(escalation[0], escalation[1])
  })

  it("leaves the return of another order alone that the conversation dealt with before", async () => {
    const answer = await workshop().run(
      Effect.gen(function* () {
        yield* logged("CreateRMA", BOOTS)
        yield* logged("GetOrderDetails", { order_id: "10552" })
        return yield* call("EscalateToHuman", HIGH)
      })
    )
    assert.equal(answer["rma_number"], null)
    const [ticket] = await workshop().run(tickets)
    assert.equal(ticket?.["order_id"], "10552")
  })

  it("makes a ticket without a return, and even for a session that nobody logged", async () => {
    const answer = await workshop().run(call("EscalateToHuman", HIGH))
    assert.deepEqual(pick(answer, ["success", "rma_number", "priority"]), {
      success: true,
      rma_number: null,
      priority: "HIGH"
    })
  })

  it("believes the running session before the one that the model names", async () => {
    const answer = await workshop().run(
      Effect.gen(function* () {
        yield* say("Hello, I need a person.")
        const made_up = { ...HIGH, session_id: "session-123" }
        return yield* call("EscalateToHuman", made_up)
      }).pipe(Effect.provideService(CurrentSession, "s-1"))
    )
    assert.equal(Reflect.get(Object(answer["summary"]), "issue"), "Hello, I need a person.")
  })

  it("gives way to a number that is taken", async () => {
    const at = "2026-03-15T09:30:00Z"
    const seeded = call("EscalateToHuman", HIGH).pipe(Random.withSeed("the same"))
    const first = await workshop().run(seeded, { at })
    const second = await workshop().run(seeded, { at })
    assert.equal(second["success"], true, JSON.stringify(second))
    assert.notEqual(first["ticket_id"], second["ticket_id"])
  })

  it("refuses a priority that does not exist", async () => {
    const answer = await workshop().run(call("EscalateToHuman", { ...HIGH, priority: "ASAP" }))
    assert.deepEqual(pick(answer, ["success", "error"]), { success: false, error: "DATA_ERR" })
    assert.match(String(answer["message"]), /URGENT/u)
  })

  it("is undone with the order: its ticket goes, others stay", async () => {
    const left = await workshop().run(
      Effect.gen(function* () {
        yield* changedStory
        yield* call("EscalateToHuman", { ...HIGH, session_id: "another" })
        yield* resetOrder("77893")
        return yield* tickets
      })
    )
    assert.deepEqual(
      left.map((ticket) => ticket["order_id"]),
      [null]
    )
    assert.deepEqual(await workshop().run(violations), [])
  })

  it("spans its four steps", async () => {
    const { lines } = await workshop().record(changedStory)
    assert.deepEqual(
      lines
        .filter((line) => line.tool_name === "EscalateToHuman")
        .filter((line) => line.metric === "tool_execution")
        .map((line) => line.step),
      ["conversation_retrieval", "summary_generation", "rma_update", "ticket_creation", "total"]
    )
  })
})
