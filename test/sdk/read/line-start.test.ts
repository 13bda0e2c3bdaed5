/** The beginning of a line, found backwards with a buffer of any size. */

import assert from "node:assert/strict"
import fc from "fast-check"
import type { OpenFile } from "../../../sdk/read/file-system.ts"
import { bytesBefore, lineStart } from "../../../sdk/read/line-start.ts"

const fileOf = (text: Buffer): OpenFile => ({
  read: async (buffer, position) => text.copy(buffer, 0, position),
  stat: () => assert.fail("not asked for"),
  close: async () => undefined
})

const bytes = fc
  .array(fc.constantFrom("a", "b", "\n"), { maxLength: 40, size: "max" })
  .map((parts) => Buffer.from(parts.join("")))

describe("where a line begins", () => {
  it("is behind the newline before, for every size of the buffer", () =>
    fc.assert(
      fc.asyncProperty(
        bytes,
        fc.nat(40),
        fc.nat(40),
        fc.integer({ min: 1, max: 9 }),
        async (text, a, b, size) => {
          const [least = 0, at = 0] = [a, b]
            .map((each) => Math.min(each, text.length))
            .sort((x, y) => x - y)
          const newline = at === 0 ? -1 : text.lastIndexOf("\n", at - 1)
          assert.equal(
            await lineStart(fileOf(text), Buffer.alloc(size), { at, least }),
            Math.max(least, newline + 1)
          )
        }
      )
    ))

  it("is known by the bytes before it, however few there are", () =>
    fc.assert(
      fc.asyncProperty(bytes, fc.nat(40), async (text, at) => {
        const offset = Math.min(at, text.length)
        const before = await bytesBefore(fileOf(text), offset, 8)
        assert.deepEqual(before, text.subarray(Math.max(0, offset - 8), offset))
      })
    ))
})
