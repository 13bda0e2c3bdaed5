/**
 * A process that opens returns until it is killed: `worker.ts FILE DRIVER SESSION`.
 *
 * It prints `ready` when it knows what to return, and begins when it is told to on standard input.
 * Then it prints one line for each answered write, so that who kills it knows what must have
 * stayed. `done` comes when it has asked for every return.
 */
import { Effect, Layer } from "effect"
import { once } from "node:events"
import { writeSync } from "node:fs"
import path from "node:path"
import { localCarrier } from "../../../agent/carrier/local-carrier.ts"
import { databaseLayer } from "../../../agent/database/client.ts"
import { appendToolCall } from "../../../agent/database/conversation-log.ts"
import { createSchema } from "../../../agent/database/schema.ts"
import { seedIfEmpty } from "../../../agent/database/seed.ts"
import { maildirMail } from "../../../agent/mail/maildir.ts"
import { callTool } from "../../../agent/tools/toolkit.ts"
import { returnable } from "./returnable.ts"

const [file = "", driver = "", session = ""] = process.argv.slice(2)

/** Written at once: a line in a buffer would die with the process. */
const print = (line: string) => Effect.sync(() => writeSync(1, `${line}\n`))

const work = Effect.gen(function* () {
  yield* createSchema
  yield* seedIfEmpty
  const inputs = yield* returnable
  yield* print("ready")
  yield* Effect.promise(() => once(process.stdin, "data"))
  process.stdin.destroy()
  for (const input of inputs) {
    const rma = yield* callTool("CreateRMA", input)
    if (!rma.success || !("rma_number" in rma)) {
      yield* print(`refused ${rma.success ? "" : "error" in rma && rma.error}`)
      continue
    }
    yield* print(`created ${rma.rma_number}`)
    const label = { order_id: input.order_id, rma_number: rma.rma_number }
    if ((yield* callTool("GenerateReturnLabel", label)).success) {
      yield* print(`labelled ${rma.rma_number}`)
    }
    const call = { tool_name: "CreateRMA", input, output: { ...rma } }
    yield* appendToolCall(`${session}-${input.order_id}`, call)
    const escalated = yield* callTool("EscalateToHuman", {
      session_id: `${session}-${input.order_id}`,
      reason: "test",
      priority: "LOW"
    })
    if (escalated.success && "ticket_id" in escalated) {
      yield* print(`escalated ${escalated.ticket_id}`)
    }
  }
  yield* print("done")
})

if (driver !== "node" && driver !== "sqlite3") throw new Error(`no driver ${driver}`)
const folder = path.dirname(file)
await Effect.runPromise(
  work.pipe(
    Effect.provide(
      Layer.mergeAll(
        databaseLayer({ file, driver }),
        localCarrier(path.join(folder, "labels")),
        maildirMail({ directory: path.join(folder, "mail"), from: "shop@example.com" })
      )
    )
  )
)
