/** A program whose file cannot grow until somebody says so on its standard input. */

import { once } from "node:events"
import { start, timed } from "../../../../sdk/index.ts"

const [directory = ""] = process.argv.slice(2)
const work = timed(function work(value: number) {
  return value
})
const run = start({ directory, root: directory, service: { name: "full" }, resources: false })

const workMany = async (): Promise<number> => {
  let sum = 0
  for (let index = 0; index < 200; index++) {
    sum += work(1)
    if (index % 20 === 0) await new Promise(setImmediate)
  }
  await run.flush()
  return sum
}

let sum = await workMany()
process.stdout.write("full\n")
if ((await once(process.stdin, "data")).toString() !== "stay\n") sum += await workMany()
await run.stop()
process.stdin.destroy()
process.stdout.write(`${sum}\n`)
process.exitCode = 5
