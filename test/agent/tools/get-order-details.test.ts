/** GetOrderDetails: what it answers by number and by e-mail, and all that it refuses. */
import assert from "node:assert/strict"
import { onEachDriver } from "../workshop.ts"
import { type Answer, call } from "./answers.ts"

const orders = (answer: Answer): ReadonlyArray<Answer> => {
  assert.equal(answer["success"], true, JSON.stringify(answer))
  return answer["orders"] as ReadonlyArray<Answer>
}

onEachDriver("GetOrderDetails", (workshop) => {
  it("answers one order with its items and customer, by number", async () => {
    const answer = await workshop().run(call("GetOrderDetails", { order_id: "10552" }))
    assert.deepEqual(answer["customer"], {
      customer_id: 3,
      email: "bob.johnson@example.com",
      first_name: "Bob",
      last_name: "Johnson",
      loyalty_tier: "Standard"
    })
    const [order, ...others] = orders(answer)
    assert.equal(others.length, 0)
    const { order_date, ...facts } = order ?? {}
    assert.match(String(order_date), /^\d{4}-\d\d-\d\dT/u)
    assert.deepEqual(facts, {
      order_id: "10552",
      days_since_order: 10,
      status: "Delivered",
      total_amount: "499.99",
      items: [
        {
          item_id: 3,
          product_name: "Tablet",
          product_category: "Electronics",
          sku: "ELE-0003",
          quantity: 1,
          price: "499.99",
          is_final_sale: false,
          is_returnable: true
        }
      ]
    })
  })

  it("answers a customer's orders by e-mail, the newest first, in any case", async () => {
    const answer = await workshop().run(call("GetOrderDetails", { email: "JOHN.DOE@example.com" }))
    assert.deepEqual(
      orders(answer).map((order) => [order["order_id"], order["days_since_order"]]),
      [
        ["77893", 15],
        ["90123", 25]
      ]
    )
  })

  it("gives each of several orders its own items", async () => {
    const answer = await workshop().run(
      call("GetOrderDetails", { email: "carlos.rivera@example.com" })
    )
    const order = orders(answer).find((order) => order["order_id"] === "25004")
    assert.ok(order !== undefined)
    assert.deepEqual(
      (order["items"] as ReadonlyArray<Answer>).map((item) => item["product_name"]),
      ["Desk Lamp", "Bath Towel", "Running Shoes"]
    )
  })

  it("takes null and an empty text for a field left out", async () => {
    const input = { order_id: "77893", email: null }
    assert.equal(orders(await workshop().run(call("GetOrderDetails", input))).length, 1)
    const other = { order_id: " ", email: "jane.smith@example.com" }
    assert.equal(orders(await workshop().run(call("GetOrderDetails", other))).length, 1)
  })

  for (const [name, input] of [
    ["neither field", {}],
    ["both fields", { order_id: "77893", email: "john.doe@example.com" }],
    ["an unknown number", { order_id: "99999" }],
    ["an unknown address", { email: "nobody@example.com" }],
    ["a number that is SQL", { order_id: "' OR 1=1 --" }],
    ["a field of the wrong type", { order_id: 77893 }],
    ["no object at all", "77893"]
  ] as const) {
    it(`answers DATA_ERR to ${name}`, async () => {
      const answer = await workshop().run(call("GetOrderDetails", input))
      assert.equal(answer["success"], false)
      assert.equal(answer["error"], "DATA_ERR")
      assert.ok(String(answer["message"]).length > 10)
    })
  }

  it("keeps the fraud flag and the number of returns from the model", async () => {
    const answer = await workshop().run(
      call("GetOrderDetails", { email: "nikos.pappas@example.com" })
    )
    assert.doesNotMatch(JSON.stringify(answer), /fraud|return_count/u)
  })

  it("spans its query by what it looks for, and the transformation", async () => {
    const { lines } = await workshop().record(call("GetOrderDetails", { order_id: "77893" }))
    const steps = lines.filter((line) => line.tool_name === "GetOrderDetails")
    assert.deepEqual(
      steps.map((line) => [line.step, line.order_id, line["code.file.path"]]),
      ["query_by_order_id", "schema_transformation", "total"].map((step) => [
        step,
        "77893",
        "agent/tools/get-order-details.ts"
      ])
    )
    const byEmail = await workshop().record(
      call("GetOrderDetails", { email: "john.doe@example.com" })
    )
    assert.ok(byEmail.lines.some((line) => line.step === "query_by_email"))
  })
})
