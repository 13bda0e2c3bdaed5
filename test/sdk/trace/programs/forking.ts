/** A program that starts processes and threads of its own while it records. */

import { fork } from "node:child_process"
import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { start, timed } from "../../../../sdk/index.ts"

const [directory = "", depth = "1"] = process.argv.slice(2)
const own = timed(function own() {})
const run = start({ directory, service: { name: "forking" }, resources: false })

for (let index = 0; index < 50; index++) own()
if (depth === "1") {
  const children = [0, 1].map(() => fork(import.meta.filename, [directory, "0"]))
  const threads = [0, 1].map(() => new Worker(import.meta.filename, { argv: [directory, "0"] }))
  await Promise.all([...children, ...threads].map((child) => once(child, "exit")))
}
for (let index = 0; index < 50; index++) own()
await run.stop()
