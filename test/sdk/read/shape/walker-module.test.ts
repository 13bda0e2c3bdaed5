/** The compiled walker is what its source says, wherever the compiler is installed. */

import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { MAX_DURATION_MS } from "../../../../sdk/record/record.ts"
import * as layout from "../../../../sdk/read/shape/layout.ts"
import { makeShapes } from "../../../../sdk/read/shape/shapes.ts"

const bench = new URL("../../../../bench/", import.meta.url)
const shape = new URL("../../../../sdk/read/shape/", import.meta.url)
const module = new URL("walker-module.ts", shape)

/** A number, or `4 << 20`. */
const valueOf = (text: string): number => {
  const [left = "", right] = text.split("<<")
  return Number(left) * 2 ** Number(right ?? 0)
}

describe("walker module", () => {
  it("is taken where the engine has SIMD", () => {
    assert.notDeepEqual(new Uint8Array(makeShapes().walker.memory, 1_024, 256), new Uint8Array(256))
  })

  it("has its things where the layout says", () => {
    const source = readFileSync(new URL("walker.as", shape), "utf8")
    const places = Array.from(source.matchAll(/\b([A-Z_]+): (?:usize|u32|f64) = ([\d.e<< -]+)/g))
    const named = new Map(places.map(([, name = "", value = ""]) => [name, valueOf(value)]))
    const expected = {
      ROOT: layout.ROOT,
      ROWS: layout.ROWS,
      ROWS_PER_CALL: layout.ROWS_PER_CALL,
      ROW_BYTES: layout.ROW.bytes,
      LONGEST_SHAPED_LINE: layout.LONGEST_SHAPED_LINE,
      LEAST_COUNTED: 2 ** (layout.FIRST_OCTAVE - 1_023),
      MOST_COUNTED: MAX_DURATION_MS,
      FIRST_OCTAVE: layout.FIRST_OCTAVE,
      SHAPE_TALLIES: layout.SHAPE_TALLIES,
      SHAPE_ROWS: layout.SHAPE_ROWS,
      TALLY_PAGES: layout.TALLY_PAGES,
      TALLY_PAGES_END: layout.TALLY_PAGES_END,
      PAGE_BYTES: 8 * layout.TALLY_PAGE_LENGTH,
      WAITING: layout.MAX_WAITING,
      CONSTANT: layout.NODE.constant,
      BRANCH: layout.NODE.branch,
      TEXT: layout.NODE.text,
      NUMBER: layout.NODE.number,
      LEAF: layout.NODE.leaf,
      TABLE: layout.NODE.table,
      DURATION: layout.FIELDS.indexOf("duration_ms")
    }
    for (const [name, place] of Object.entries(expected)) assert.equal(named.get(name), place, name)
    assert.ok(MAX_DURATION_MS < 2 ** (layout.FIRST_OCTAVE - 1_023 + layout.TALLY.octaveCount))
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
