/** CheckEligibility on the sample data: a case for each reason code, and the nine steps. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { findOrder } from "../../../agent/database/orders.ts"
import { activePolicies } from "../../../agent/database/policies.ts"
import { decide } from "../../../agent/domain/eligibility.ts"
import { onEachDriver } from "../workshop.ts"
import { call, pick } from "./answers.ts"

const NINE_STEPS = [
  "order_fetch",
  "days_calculation",
  "item_validation",
  "damage_keyword_check",
  "fraud_flag_check",
  "return_frequency_check",
  "returnability_check",
  "policy_lookup",
  "window_validation"
]

interface Case {
  readonly name: string
  readonly order: string
  readonly reason?: string
  readonly code: string
  readonly policy: string | null
  readonly days: number
  readonly manual?: boolean
  /** The steps that run before one decides. */
  readonly steps: number
}

const CASES: ReadonlyArray<Case> = [
  {
    name: "boots of 15 days",
    order: "77893",
    code: "APPROVED",
    policy: "General",
    days: 15,
    steps: 9
  },
  {
    name: "a jacket of 185 days",
    order: "45110",
    code: "TIME_EXP",
    policy: "Clothing",
    days: 185,
    steps: 9
  },
  {
    name: "a shattered tablet",
    order: "10552",
    reason: "The electronics inside are shattered",
    code: "DAMAGED_MANUAL",
    policy: null,
    days: 10,
    manual: true,
    steps: 4
  },
  {
    name: "a customer with a fraud flag",
    order: "21002",
    code: "RISK_MANUAL",
    policy: null,
    days: 15,
    manual: true,
    steps: 5
  },
  {
    name: "a customer who returns often",
    order: "21004",
    code: "RISK_MANUAL",
    policy: null,
    days: 29,
    manual: true,
    steps: 6
  },
  {
    name: "a final sale",
    order: "24001",
    code: "ITEM_EXCL",
    policy: null,
    days: 12,
    steps: 7
  },
  {
    name: "electronics of 57 days of a Gold customer",
    order: "22003",
    code: "APPROVED",
    policy: "VIP extended",
    days: 57,
    steps: 9
  }
]

const ask = (order: string, reason = "too small", itemIds?: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const found = yield* findOrder(order)
    const item_ids = itemIds ?? found?.order.items.map((item) => item.id) ?? [1]
    return yield* call("CheckEligibility", { order_id: order, item_ids, return_reason: reason })
  })

onEachDriver("CheckEligibility", (workshop) => {
  for (const example of CASES) {
    it(`answers ${example.code} for ${example.name}, after ${example.steps} steps`, async () => {
      const { answer, lines } = await workshop().record(ask(example.order, example.reason))
      const { message, ...facts } = answer
      assert.ok(String(message).length > 20)
      assert.deepEqual(facts, {
        success: true,
        eligible: example.code === "APPROVED",
        reason_code: example.code,
        policy_applied: example.policy,
        days_since_order: example.days,
        requires_manual_review: example.manual ?? false
      })
      const steps = lines.filter((line) => line.tool_name === "CheckEligibility")
      assert.deepEqual(
        steps.map((line) => line.step),
        [...NINE_STEPS.slice(0, example.steps), "total"]
      )
      assert.ok(steps.every((line) => line.status === "ok"))
    })
  }

  it("answers DATA_ERR, as a failure, for an order or an item that is not there", async () => {
    for (const question of [ask("99999"), ask("77893", "too small", [4])]) {
      const { answer, lines } = await workshop().record(question)
      const fields = ["success", "error", "eligible", "reason_code", "requires_manual_review"]
      assert.deepEqual(pick(answer, fields), {
        success: false,
        error: "DATA_ERR",
        eligible: false,
        reason_code: "DATA_ERR",
        requires_manual_review: false
      })
      const total = lines.find((line) => line.name === "execute_tool CheckEligibility")
      assert.equal(total?.status, "error")
      assert.equal(total?.["error.type"], "DATA_ERR")
    }
  })

  it("excludes an item that is not returnable", async () => {
    const answer = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE order_items SET is_returnable = 0 WHERE id = 1`
        return yield* ask("77893")
      })
    )
    assert.equal(answer["reason_code"], "ITEM_EXCL")
  })

  it("has no policy to apply when none is active", async () => {
    const answer = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE return_policies SET is_active = 0`
        return yield* ask("77893")
      })
    )
    assert.equal(answer["reason_code"], "DATA_ERR")
  })

  it("agrees with the domain's decision for every order of the sample data", async () => {
    const compared = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const policies = yield* activePolicies
        const rows = yield* sql<{ order_number: string }>`SELECT order_number FROM orders`
        return yield* Effect.forEach(rows, (row) =>
          Effect.gen(function* () {
            const found = yield* findOrder(row.order_number)
            assert.ok(found !== undefined)
            const { order, today } = found
            const itemIds = order.items.map((item) => item.id)
            const request = { order, itemIds, returnReason: "too small", policies, today }
            const { reasonCode, policyApplied, message } = decide(request).decision
            const answer = yield* ask(row.order_number)
            assert.deepEqual(
              [answer["reason_code"], answer["policy_applied"], answer["message"]],
              [reasonCode, policyApplied, message]
            )
          })
        )
      })
    )
    assert.equal(compared.length, 53)
  })

  it("gives each of its nine steps a line of its own", async () => {
    const { lines } = await workshop().record(ask("77893"))
    const places = lines
      .filter((line) => NINE_STEPS.includes(line.step))
      .map((line) => `${line["code.file.path"]}:${line["code.line.number"]}`)
    assert.equal(new Set(places).size, 9)
    assert.ok(places.every((place) => place.startsWith("agent/tools/check-eligibility.ts:")))
  })
})
