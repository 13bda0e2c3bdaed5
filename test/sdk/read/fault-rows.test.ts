/** Each known fault of reading has a test of its name: R1 to R23. */

import assert from "node:assert/strict"
import { codeFiles, textOf } from "../../repository.ts"

const ROWS = Array.from({ length: 23 }, (_, index) => `R${index + 1}`)

describe("the list of faults of reading", () => {
  it("has a test for every row, and no row twice", () => {
    const tests = codeFiles.filter((file) => file.endsWith(".test.ts"))
    const named = tests.flatMap((file) =>
      [...textOf(file).matchAll(/\bit\(\s*"(R\d+) /g)].map(([, row]) => row)
    )
    assert.deepEqual(
      ROWS.filter((row) => !named.includes(row)),
      []
    )
    assert.equal(named.length, new Set(named).size)
  })
})
