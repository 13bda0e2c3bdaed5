/** The compiled walker is what its source says, wherever the compiler is installed. */

import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { makeShapes } from "../../../../sdk/read/shape/shapes.ts"

const bench = new URL("../../../../bench/", import.meta.url)
const module = new URL("../../../../sdk/read/shape/walker-module.ts", import.meta.url)

describe("walker module", () => {
  it("is taken where the engine has SIMD", () => {
    assert.notDeepEqual(new Uint8Array(makeShapes().walker.memory, 1_024, 256), new Uint8Array(256))
  })

  if (existsSync(new URL("node_modules/assemblyscript", bench))) {
    it("is what building it again gives", async () => {
      // By its address, so that types are checked without the benches' packages too.
      const builder: WalkerBuilder = await import(new URL("read/build-walker.ts", bench).href)
      const { compileWalker, walkerModuleText } = builder
      assert.equal(walkerModuleText(await compileWalker()), readFileSync(module, "utf8"))
    }).timeout(60_000)
  }
})

interface WalkerBuilder {
  readonly compileWalker: () => Promise<Uint8Array>
  readonly walkerModuleText: (module: Uint8Array) => string
}
