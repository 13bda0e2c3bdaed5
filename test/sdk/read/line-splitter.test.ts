/** Lines do not depend on how their bytes arrive, and a long one does not grow the memory. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { makeLineSplitter } from "../../../sdk/read/line-splitter.ts"
import { MAX_LINE_BYTES } from "../../../sdk/record/record.ts"

interface Split {
  readonly text: string
  readonly cutBytes: number
}

const split = (chunks: Iterable<Buffer>): readonly Split[] => {
  const found: Split[] = []
  const splitter = makeLineSplitter((bytes, cutBytes) => {
    found.push({ text: bytes.toString("latin1"), cutBytes })
  })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return found
}

const pieces = (bytes: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size)
  )

const LONGEST = MAX_LINE_BYTES - 1

/** What a line of this text must come out as. */
const expected = (text: string): Split => ({
  text: text.slice(-LONGEST),
  cutBytes: Math.max(0, text.length - LONGEST)
})

describe("line splitter", () => {
  it("finds the same lines for every chunk size", () => {
    const content = Buffer.from("first\r\n\n\nGrüße €😀\nlast without end", "utf8")
    const whole = content.toString("latin1").split("\n").map(expected)
    for (let size = 1; size <= content.length; size++) {
      assert.deepEqual(split(pieces(content, size)), whole, `chunks of ${size}`)
    }
  })

  it("finds the same lines however any bytes are cut", () => {
    const bytes = fc
      .array(fc.oneof(fc.nat(255), fc.constant(0x0a)), { maxLength: 200 })
      .map((array) => Buffer.from(array))
    fc.assert(
      fc.property(fc.array(bytes), (chunks) => {
        const text = Buffer.concat(chunks).toString("latin1")
        const last = text.endsWith("\n") || text === "" ? -1 : undefined
        assert.deepEqual(split(chunks), text.split("\n").slice(0, last).map(expected))
      })
    )
  })

  it("gives the end of a line that is too long, and what was cut, for any cutting", () => {
    const length = fc.integer({ min: LONGEST - 2, max: 5 * LONGEST })
    fc.assert(
      fc.property(length, fc.integer({ min: 1_000, max: 300_000 }), (bytes, size) => {
        const long = Array.from({ length: bytes }, (_, index) => String(index % 10)).join("")
        const content = Buffer.from(`a\n${long}\nb\n`)
        assert.deepEqual(split(pieces(content, size)), ["a", long, "b"].map(expected))
      }),
      { numRuns: 15 }
    )
  })

  it("stays small while a line of 100 MB and 1 GB of zeros pass, and finds the next line", () => {
    const megabyte = Buffer.alloc(1_048_576, "x")
    const zeros = Buffer.alloc(1_048_576)
    const found: Split[] = []
    const splitter = makeLineSplitter((bytes, cutBytes) => {
      found.push({ text: bytes.subarray(-4).toString("latin1"), cutBytes })
    })
    const before = process.memoryUsage()
    for (let count = 0; count < 100; count++) splitter.push(megabyte)
    splitter.push(Buffer.from("\n"))
    for (let count = 0; count < 1_000; count++) splitter.push(zeros)
    splitter.push(Buffer.from("\nnext\n"))
    const after = process.memoryUsage()
    assert.deepEqual(found, [
      { text: "xxxx", cutBytes: 100 * 1_048_576 - LONGEST },
      { text: "\0\0\0\0", cutBytes: 1_000 * 1_048_576 - LONGEST },
      { text: "next", cutBytes: 0 }
    ])
    const grownBytes = after.arrayBuffers + after.heapTotal - before.arrayBuffers - before.heapTotal
    assert.ok(grownBytes < 50e6, `${grownBytes} bytes`)
  })
})
