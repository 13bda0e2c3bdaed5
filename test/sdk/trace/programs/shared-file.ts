/** One of many processes that record in one file: lines of 0.2 KB, and of 70 KB where they may be as long. */

import { annotate, start, timed } from "../../../../sdk/index.ts"

const [file = "", count = "", root = ""] = process.argv.slice(2)

const blob = "x".repeat(14_000)
const short = timed(function short() {})
const long = timed(function long() {
  annotate({ a: blob, b: blob, c: blob, d: blob, e: blob })
})

const run = start({ file, root, service: { name: "shared" }, resources: false })
for (let index = 0; index < Number(count); index++) (index % 2 === 0 ? short : long)()
await run.stop()
