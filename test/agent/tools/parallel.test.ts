/** Fifty conversations at once: no item is returned twice, no return is lost, nobody is locked out. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { appendToolCall } from "../../../agent/database/conversation-log.ts"
import { CurrentSession } from "../../../agent/tools/correlation.ts"
import { callTool } from "../../../agent/tools/toolkit.ts"
import { onEachDriver } from "../workshop.ts"
import { violations } from "../violations.ts"
import { returnable } from "./returnable.ts"

const CONVERSATIONS = 50

const tally = (answers: ReadonlyArray<object>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const answer of answers) {
    const key = "error" in answer ? String(answer.error) : "ok"
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

const inParallel = <A, E, R>(make: (index: number) => Effect.Effect<A, E, R>) =>
  Effect.all(
    Array.from({ length: CONVERSATIONS }, (_, index) => make(index)),
    {
      concurrency: "unbounded"
    }
  )

onEachDriver("fifty conversations at once", (workshop) => {
  it("open one return for each item, of five orders that they all want", async () => {
    const { answers, items, broken } = await workshop().run(
      Effect.gen(function* () {
        const wanted = (yield* returnable).slice(0, 5)
        const answers = yield* inParallel((index) =>
          callTool("CreateRMA", wanted[index % wanted.length])
        )
        const sql = yield* SqlClient.SqlClient
        const items = yield* sql`SELECT * FROM rma_items ri JOIN rmas r ON r.id = ri.rma_id
          WHERE r.rma_number LIKE 'RMA-%'`
        return { answers, items, broken: yield* violations }
      })
    )
    assert.deepEqual(tally(answers), { ok: 5, DUPLICATE_RMA: 45 })
    assert.deepEqual(broken, [])
    assert.equal(items.length, 5)
  })

  it("share the items of one order, each in one return only", async () => {
    const { answers, held, broken } = await workshop().run(
      Effect.gen(function* () {
        const order = (yield* returnable).find((input) => input.item_ids.length === 3)
        assert.ok(order !== undefined)
        const [first, second, third] = order.item_ids
        const choices = [[first], [second, third], [first, third], [third], [first, second]]
        const answers = yield* inParallel((index) =>
          callTool("CreateRMA", { ...order, item_ids: choices[index % choices.length] })
        )
        const sql = yield* SqlClient.SqlClient
        const held = yield* sql`SELECT item_id FROM rma_items
          WHERE ${sql.in("item_id", order.item_ids)}`
        return { answers, held, broken: yield* violations }
      })
    )
    const counts = tally(answers)
    assert.equal((counts["ok"] ?? 0) + (counts["DUPLICATE_RMA"] ?? 0), CONVERSATIONS)
    assert.ok((counts["ok"] ?? 0) >= 1 && (counts["ok"] ?? 0) <= 3)
    assert.ok(held.length >= 2 && held.length <= 3)
    assert.deepEqual(broken, [])
  })

  it("go through the whole chain of tools, and every ticket gets a number of its own", async () => {
    const { answers, tickets, broken } = await workshop().run(
      Effect.gen(function* () {
        const wanted = yield* returnable
        const answers = yield* inParallel((index) =>
          conversation(`session-${index}`, wanted[index % wanted.length])
        )
        const sql = yield* SqlClient.SqlClient
        const tickets = yield* sql`SELECT DISTINCT json_extract(meta_data, '$.ticket_id')
          FROM conversation_logs WHERE json_extract(meta_data, '$.ticket_id') IS NOT NULL`
        return { answers, tickets, broken: yield* violations }
      })
    )
    const counts = tally(answers.flat())
    assert.equal(counts["DATABASE_ERR"], undefined)
    assert.equal(tickets.length, CONVERSATIONS)
    assert.deepEqual(broken, [])
  })
})

const conversation = (session: string, input: Record<string, unknown> = {}) =>
  Effect.gen(function* () {
    const found = yield* callTool("GetOrderDetails", { order_id: input["order_id"] })
    const decision = yield* callTool("CheckEligibility", input)
    const rma = yield* callTool("CreateRMA", input)
    yield* appendToolCall(session, { tool_name: "CreateRMA", input, output: { ...rma } })
    const label = yield* callTool("GenerateReturnLabel", { ...rma })
    const ticket = yield* callTool("EscalateToHuman", {
      session_id: session,
      reason: "test",
      priority: "LOW"
    })
    return [found, decision, rma, label, ticket]
  }).pipe(Effect.provideService(CurrentSession, session))
