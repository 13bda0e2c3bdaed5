/** GenerateReturnLabel: the label file, the return that notes it, and all that it refuses. */
import assert from "node:assert/strict"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { onEachDriver } from "../workshop.ts"
import { violations } from "../violations.ts"
import { BOOTS, call, pick } from "./answers.ts"

const returnAndLabel = Effect.gen(function* () {
  const rma = yield* call("CreateRMA", BOOTS)
  const label = yield* call("GenerateReturnLabel", rma)
  return { rma, label }
})

const rmaRow = (rmaNumber: unknown) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql`SELECT status, label_url, tracking_number FROM rmas
      WHERE rma_number = ${rmaNumber}`
    return { ...row }
  })

onEachDriver("GenerateReturnLabel", (workshop) => {
  it("makes a label file for the parcel and notes its number on the return", async () => {
    const { rma, label } = await workshop().run(returnAndLabel)
    assert.equal(label["success"], true, JSON.stringify(label))
    const svg = readFileSync(fileURLToPath(String(label["label_url"])), "utf8")
    for (const part of ["John Doe", "101 Sample Street", rma["rma_number"], "77893"]) {
      assert.ok(svg.includes(String(part)), String(part))
    }
    assert.ok(svg.includes(`>${String(label["tracking_number"])}<`))
    assert.deepEqual(await workshop().run(rmaRow(rma["rma_number"])), {
      status: "Label_Sent",
      label_url: label["label_url"],
      tracking_number: label["tracking_number"]
    })
  })

  it("answers the same label when it is asked for again", async () => {
    const { rma, label } = await workshop().run(returnAndLabel)
    assert.deepEqual(await workshop().run(call("GenerateReturnLabel", rma)), label)
    assert.deepEqual(await workshop().run(violations), [])
  })

  for (const [name, input, error] of [
    ["an unknown return", { order_id: "77893", rma_number: "RMA-1-ABCD" }, "DATA_ERR"],
    ["a return of another order", { order_id: "77893", rma_number: "RMA4569" }, "DATA_ERR"],
    ["an unknown order", { order_id: "99999", rma_number: "RMA4569" }, "DATA_ERR"],
    ["a parcel on its way", { order_id: "21001", rma_number: "RMA4569" }, "NOT_ELIGIBLE"],
    ["a missing number", { order_id: "21001" }, "DATA_ERR"]
  ] as const) {
    it(`refuses ${name} with ${error}`, async () => {
      const answer = await workshop().run(call("GenerateReturnLabel", input))
      assert.deepEqual(pick(answer, ["success", "error"]), { success: false, error })
    })
  }

  it("answers CARRIER_ERR when the label cannot be stored, and leaves the return as it was", async () => {
    writeFileSync(path.join(workshop().folder, "labels"), "no folder")
    const { rma, label } = await workshop().run(returnAndLabel)
    assert.deepEqual(pick(label, ["success", "error"]), { success: false, error: "CARRIER_ERR" })
    const row = await workshop().run(rmaRow(rma["rma_number"]))
    assert.equal(row["status"], "Initiated")
  })

  it("spans its three steps", async () => {
    const { lines } = await workshop().record(returnAndLabel)
    const steps = lines.filter((line) => line.tool_name === "GenerateReturnLabel")
    assert.deepEqual(
      steps.map((line) => line.step),
      ["rma_lookup", "label_generation", "database_update", "total"]
    )
  })
})
