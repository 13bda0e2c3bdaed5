/** The hash of a line: the same in both walkers, another for another text. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { hashLine } from "../../../sdk/read/line-hash.ts"
import { ROOMS } from "../../../sdk/read/shape/layout.ts"
import { makeWalker } from "../../../sdk/read/shape/walker.ts"

const bytes = fc.uint8Array({ maxLength: 200, size: "max" })
const hashOf = (line: Uint8Array): number => hashLine(line, 0, line.length)

describe("the hash of a line", () => {
  it("is the same in WebAssembly, in JavaScript and outside of a walker", () => {
    const walkers = [makeWalker("WebAssembly"), makeWalker("JavaScript")]
    fc.assert(
      fc.property(bytes, fc.nat(40), (line, offset) => {
        for (const { memory, hash } of walkers) {
          const from = ROOMS[0] + offset
          new Uint8Array(memory, from).set(line)
          assert.equal(hash(from, from + line.length), hashOf(line))
        }
      })
    )
  })

  it("is a whole number of 53 bits", () => {
    fc.assert(
      fc.property(bytes, (line) => {
        const hash = hashOf(line)
        assert.ok(Number.isSafeInteger(hash) && hash >= 0)
      })
    )
  })

  it("changes with any byte, and with the length", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200, size: "max" }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (line, place, change) => {
          const other = Uint8Array.from(line)
          other[place % line.length] = (line[place % line.length] ?? 0) ^ change
          assert.notEqual(hashOf(other), hashOf(line))
          assert.notEqual(hashOf(line.subarray(1)), hashOf(line))
        }
      )
    )
  })

  it("tells a hundred thousand lines apart that differ in one number, also in its lower 32 bits", () => {
    const lines = Array.from({ length: 100_000 }, (_, index) =>
      hashOf(
        Buffer.from(`{"v":1,"name":"step","span_id":"${index.toString(16).padStart(16, "0")}"}`)
      )
    )
    assert.equal(new Set(lines).size, lines.length)
    // Of 100,000 random numbers of 32 bits about one pair is the same.
    const low = new Set(lines.map((hash) => hash >>> 0)).size
    assert.ok(low > lines.length - 20, `${low}`)
  })
})
