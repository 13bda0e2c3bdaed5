/** A class whose methods are timed by decorators; compiled before it runs, as Node does not know them. */

import type * as Sdk from "../../../../sdk/index.ts"

const [directory = "", sdk = ""] = process.argv.slice(2)
const { start, timed }: typeof Sdk = await import(sdk)

class Returns {
  readonly #factor = 2

  @timed
  check(amount: number): number {
    return amount * this.#factor
  }

  @timed({ metric: "tool_execution", toolName: "CreateRMA" })
  async create(amount: number): Promise<number> {
    return this.check(amount)
  }

  @timed.step("items")
  static *items(count: number) {
    for (let index = 0; index < count; index++) yield index
  }

  @timed
  @timed({ name: "twice" })
  async *both() {
    yield* Returns.items(2)
  }
}

/** Another class with a method of the same name. */
class Orders {
  @timed.turn("Orders")
  check(): Returns {
    return new Returns()
  }
}

const run = start({ directory, service: { name: "decorated" }, resources: false })
const returns = new Orders().check()
const created = await returns.create(4)
const items: number[] = []
for await (const item of returns.both()) items.push(item)
process.stdout.write(JSON.stringify({ created, items, name: returns.check.name }))
await run.stop()
