/** The sample data: how much of what, and the same every time. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { rmSync } from "node:fs"
import { findOrder } from "../../../agent/database/orders.ts"
import { createSchema } from "../../../agent/database/schema.ts"
import { seedIfEmpty } from "../../../agent/database/seed.ts"
import { openWorkshop, onEachDriver } from "../workshop.ts"
import { violations } from "../violations.ts"

const NAMED = ["77893", "45110", "10552"]

const count = (query: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql.unsafe<{ n: number }>(`SELECT COUNT(*) AS n FROM (${query})`)
    return row?.n
  })

/** Orders with their age and what their items are, the three named ones left out. */
const ORDERS = `SELECT o.*, julianday((SELECT day FROM sample_day)) - julianday(date(order_date)) AS age,
  COUNT(*) AS items, MAX(i.is_final_sale) AS final_sale
  FROM orders o JOIN order_items i ON i.order_id = o.id
  WHERE order_number NOT IN (${NAMED.join(", ")}) GROUP BY o.id`

const COUNTS: ReadonlyArray<readonly [string, string, number]> = [
  ["customers", "SELECT * FROM customers", 20],
  ["tiers", "SELECT DISTINCT loyalty_tier FROM customers", 4],
  ["customers with a fraud flag", "SELECT * FROM customers WHERE fraud_flag = 1", 2],
  [
    "customers with three or more returns in 30 days",
    "SELECT * FROM customers WHERE return_count_30d >= 3",
    3
  ],
  ["orders", "SELECT * FROM orders", 53],
  [
    "orders aged 5 to 29 days",
    `SELECT * FROM (${ORDERS}) WHERE items = 1 AND final_sale = 0 AND age BETWEEN 5 AND 29`,
    10
  ],
  [
    "orders aged 31 to 89 days",
    `SELECT * FROM (${ORDERS}) WHERE items = 1 AND final_sale = 0 AND age BETWEEN 31 AND 89`,
    10
  ],
  [
    "orders aged 91 to 200 days",
    `SELECT * FROM (${ORDERS}) WHERE items = 1 AND final_sale = 0 AND age BETWEEN 91 AND 200`,
    10
  ],
  ["final sales", `SELECT * FROM (${ORDERS}) WHERE final_sale = 1`, 10],
  ["orders of two or three items", `SELECT * FROM (${ORDERS}) WHERE items IN (2, 3)`, 10],
  ["named orders", `SELECT * FROM orders WHERE order_number IN (${NAMED.join(", ")})`, 3],
  ["policies", "SELECT * FROM return_policies WHERE is_active = 1", 5],
  ["RMAs", "SELECT * FROM rmas", 3],
  ["items that are in an RMA", "SELECT * FROM rma_items", 3]
]

onEachDriver("the sample data", (workshop) => {
  for (const [what, query, expected] of COUNTS) {
    it(`has ${expected} ${what}`, async () => {
      assert.equal(await workshop().run(count(query)), expected)
    })
  }

  it("has the four orders of the sample conversations with their age, item, price and customer", async () => {
    const facts = await workshop().run(
      Effect.forEach(["77893", "45110", "10552", "90123"], (number) =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const rows = yield* sql`SELECT c.email, i.product_name, i.product_category, i.price,
            julianday((SELECT day FROM sample_day)) - julianday(date(o.order_date)) AS age
            FROM orders o JOIN customers c ON c.id = o.customer_id
            JOIN order_items i ON i.order_id = o.id WHERE o.order_number = ${number}`
          return rows.map((row) => Object.values(row))
        })
      )
    )
    assert.deepEqual(facts.flat(), [
      ["john.doe@example.com", "Hiking Boots", "Footwear", 12_999, 15],
      ["jane.smith@example.com", "Black Jacket", "Clothing", 8_999, 185],
      ["bob.johnson@example.com", "Tablet", "Electronics", 49_999, 10],
      ["john.doe@example.com", "Toaster", "Home Goods", 4_999, 25]
    ])
  })

  it("has the three finished returns with their status", async () => {
    const rows = await workshop().run(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* sql`SELECT rma_number, status FROM rmas ORDER BY rma_number`
      })
    )
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [
        { rma_number: "RMA4567", status: "Refunded" },
        { rma_number: "RMA4568", status: "Processed" },
        { rma_number: "RMA4569", status: "In_Transit" }
      ]
    )
  })

  it("adds up: totals are the sum of their items, amounts are integers, references hold", async () => {
    const wrong = `SELECT o.id FROM orders o JOIN order_items i ON i.order_id = o.id
      GROUP BY o.id HAVING SUM(i.price * i.quantity) <> o.total_amount
      OR typeof(o.total_amount) <> 'integer' OR typeof(MAX(i.price)) <> 'integer'`
    assert.equal(await workshop().run(count(wrong)), 0)
    assert.deepEqual(await workshop().run(violations), [])
  })

  it("is written once, however often the database is opened", async () => {
    await workshop().run(Effect.void)
    const [created, seeded] = await workshop().run(Effect.all([createSchema, seedIfEmpty]))
    assert.deepEqual([created, seeded], [false, false])
    assert.equal(await workshop().run(count("SELECT * FROM orders")), 53)
  })

  it("is decoded whole by the reader of orders", async () => {
    const found = await workshop().run(findOrder("25004"))
    assert.equal(found?.order.items.length, 3)
    assert.equal(found?.order.customer.loyaltyTier, "Gold")
    assert.equal(await workshop().run(findOrder("99999")), undefined)
  })
})

describe("the sample data", () => {
  it("is the same in two databases", async () => {
    const dump = Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const tables = ["customers", "orders", "order_items", "return_policies", "rmas", "rma_items"]
      return JSON.stringify(
        yield* Effect.forEach(tables, (table) => sql`SELECT * FROM ${sql(table)}`)
      )
    })
    const shops = [openWorkshop("node"), openWorkshop("node")]
    const at = "2026-03-15T08:00:00Z"
    const [first, second] = await Promise.all(shops.map((shop) => shop.run(dump, { at })))
    assert.equal(first, second)
    for (const shop of shops) rmSync(shop.folder, { recursive: true })
  })
})
