/** CreateRMA: what it writes, to the cent, and all that it refuses. */
import assert from "node:assert/strict"
import { Effect, Random } from "effect"
import { SqlClient } from "effect/sql"
import { resetOrder } from "../../../agent/database/reset.ts"
import { onEachDriver } from "../workshop.ts"
import { violations } from "../violations.ts"
import { BOOTS, call, pick } from "./answers.ts"

const TABLET = { ...BOOTS, order_id: "10552", customer_id: 3, item_ids: [3] }

const written = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rmas = yield* sql`SELECT r.*, o.order_number, o.status AS order_status FROM rmas r
    JOIN orders o ON o.id = r.order_id WHERE r.rma_number LIKE 'RMA-%'`
  return rmas.map((row) => ({ ...row }))
})

const REFUSALS: ReadonlyArray<readonly [string, object, string, RegExp]> = [
  ["an unknown order", { order_id: "99999" }, "DATA_ERR", /no order 99999/u],
  ["another customer", { customer_id: 2 }, "DATA_ERR", /not of this customer/u],
  ["an item of another order", { item_ids: [1, 4] }, "DATA_ERR", /Not items .*: 4/u],
  ["no item", { item_ids: [] }, "DATA_ERR", /None of these items/u],
  ["damage, whatever the model made of it", { return_reason: "torn" }, "NOT_ELIGIBLE", /DAMAGED/u],
  ["a reason code other than APPROVED", { reason_code: "TIME_EXP" }, "NOT_ELIGIBLE", /APPROVED/u],
  [
    "an order too old",
    { order_id: "45110", customer_id: 2, item_ids: [2] },
    "NOT_ELIGIBLE",
    /^TIME_EXP/u
  ],
  [
    "a final sale",
    { order_id: "24001", customer_id: 4, item_ids: [34] },
    "NOT_ELIGIBLE",
    /^ITEM_EXCL/u
  ],
  [
    "a customer with a fraud flag",
    { order_id: "21002", customer_id: 16, item_ids: [6] },
    "NOT_ELIGIBLE",
    /^RISK_MANUAL/u
  ],
  ["a code that does not exist", { reason_code: "FINE" }, "DATA_ERR", /not valid/u],
  ["an item id that is no number", { item_ids: ["1"] }, "DATA_ERR", /not valid/u]
]

onEachDriver("CreateRMA", (workshop) => {
  it("opens a return of the full price, and moves the order to Return_Initiated", async () => {
    const at = "2026-03-15T09:30:00Z"
    const answer = await workshop().run(call("CreateRMA", BOOTS), { at })
    assert.match(String(answer["rma_number"]), /^RMA-1773567000-[A-Z]{4}$/u)
    const fields = ["success", "refund_amount", "restocking_fee", "status", "order_status"]
    assert.deepEqual(pick(answer, [...fields, "policy_applied"]), {
      success: true,
      refund_amount: "129.99",
      restocking_fee: "0.00",
      status: "Initiated",
      order_status: "Return_Initiated",
      policy_applied: "General"
    })
    const [rma] = await workshop().run(written)
    const { id, ...row } = rma ?? {}
    assert.equal(id, 4)
    assert.deepEqual(row, {
      rma_number: answer["rma_number"],
      order_id: 1,
      customer_id: 1,
      return_reason: "They are too small.",
      reason_code: "APPROVED",
      status: "Initiated",
      items_returned: "[1]",
      refund_amount: 12_999,
      label_url: null,
      tracking_number: null,
      created_at: "2026-03-15T09:30:00.000Z",
      updated_at: "2026-03-15T09:30:00.000Z",
      escalated: 0,
      escalation_reason: null,
      order_number: "77893",
      order_status: "Return_Initiated"
    })
  })

  it("keeps a restocking fee of 15 percent of electronics, to the cent", async () => {
    const answer = await workshop().run(call("CreateRMA", TABLET))
    assert.deepEqual([answer["restocking_fee"], answer["refund_amount"]], ["75.00", "424.99"])
  })

  it("takes no fee from a Platinum customer, and pays for every piece", async () => {
    const vip = { ...BOOTS, order_id: "21009", customer_id: 7, item_ids: [13] }
    const answer = await workshop().run(call("CreateRMA", vip))
    assert.deepEqual([answer["restocking_fee"], answer["refund_amount"]], ["0.00", "199.99"])
    const two = { ...BOOTS, order_id: "21008", customer_id: 6, item_ids: [12] }
    assert.equal((await workshop().run(call("CreateRMA", two)))["refund_amount"], "199.90")
  })

  for (const [name, change, error, message] of REFUSALS) {
    it(`refuses ${name} and writes nothing`, async () => {
      const answer = await workshop().run(call("CreateRMA", { ...BOOTS, ...change }))
      assert.deepEqual(pick(answer, ["success", "error"]), { success: false, error })
      assert.match(String(answer["message"]), message)
      assert.deepEqual(await workshop().run(written), [])
    })
  }

  it("refuses a second return of an item, and allows one of another item of the order", async () => {
    const part = { ...BOOTS, order_id: "25004", customer_id: 5 }
    const items = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* sql<{ id: number }>`SELECT i.id FROM order_items i
          JOIN orders o ON o.id = i.order_id WHERE o.order_number = '25004' ORDER BY i.id`
      })
    )
    const [first = 0, second = 0] = items.map((row) => row.id)
    const ask = (ids: ReadonlyArray<number>) => call("CreateRMA", { ...part, item_ids: ids })
    const answers = await workshop().run(
      Effect.all([ask([first]), ask([first, second]), ask([second])])
    )
    assert.deepEqual(
      answers.map((answer) => answer["error"] ?? "ok"),
      ["ok", "DUPLICATE_RMA", "ok"]
    )
    assert.deepEqual(await workshop().run(violations), [])
  })

  it("draws another number when its number is taken", async () => {
    const at = "2026-03-15T09:30:00Z"
    const seeded = (input: object) => call("CreateRMA", input).pipe(Random.withSeed("the same"))
    const first = await workshop().run(seeded(BOOTS), { at })
    const second = await workshop().run(seeded(TABLET), { at })
    assert.equal(second["success"], true, JSON.stringify(second))
    assert.notEqual(second["rma_number"], first["rma_number"])
  })

  it("can run again after the order is reset", async () => {
    const again = Effect.gen(function* () {
      const first = yield* call("CreateRMA", BOOTS)
      const reset = yield* resetOrder("77893")
      return [first["success"], reset, (yield* call("CreateRMA", BOOTS))["success"]]
    })
    assert.deepEqual(await workshop().run(again), [true, true, true])
    assert.equal(await workshop().run(resetOrder("99999")), false)
    assert.deepEqual(await workshop().run(violations), [])
  })

  it("spans its steps as its own, those within the transaction too", async () => {
    const { lines } = await workshop().record(call("CreateRMA", BOOTS))
    const steps = lines.filter((line) => line.metric === "tool_execution")
    assert.deepEqual(
      steps.map((line) => [line.step, line.tool_name]),
      [
        "order_verification",
        "refund_calculation",
        "rma_number_generation",
        "database_write",
        "transaction_commit",
        "total"
      ].map((step) => [step, "CreateRMA"])
    )
    const commit = lines.findLast((line) => line.metric === "db_commit")
    const step = lines.find((line) => line.step === "transaction_commit")
    assert.equal(commit?.parent_span_id, step?.span_id)
    const places = steps.map((line) => line["code.line.number"])
    assert.equal(new Set(places).size, steps.length)
  })

  it("answers DATABASE_ERR, not an error, when the database fails", async () => {
    const { answer, lines } = await workshop().record(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`CREATE TRIGGER broken BEFORE INSERT ON rma_items
          BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`
        return yield* call("CreateRMA", BOOTS)
      })
    )
    assert.deepEqual(pick(answer, ["success", "error"]), { success: false, error: "DATABASE_ERR" })
    assert.doesNotMatch(String(answer["message"]), /disk|SQL/u)
    assert.equal(lines.find((line) => line.step === "database_write")?.status, "error")
    assert.ok(lines.some((line) => line.metric === "db_rollback"))
    assert.deepEqual(await workshop().run(written), [])
  })
})
