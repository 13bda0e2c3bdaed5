/** A plain program that ends in the way its second argument names, in the middle of its spans; it says `ready` when it waits. */

import { start, timed, TimingContext } from "../../../../sdk/index.ts"

const [directory = "", ending = ""] = process.argv.slice(2)

const endings: Readonly<Record<string, () => unknown>> = {
  exit: () => process.exit(3),
  throw: () =>
    setImmediate(() => {
      throw new Error("uncaught by anybody")
    }),
  reject: () => void Promise.reject(new Error("rejected")),
  wait: () => process.stdout.write("ready\n")
}

const open = timed.turn("open")(async () => {
  timed.step("first")(() => undefined)()
  using _block = new TimingContext("block")
  endings[ending]?.()
  await new Promise((resolve) => setTimeout(resolve, 60_000))
})

start({ directory, service: { name: "ending" } })
await open()
