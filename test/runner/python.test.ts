/** Reading the report of Python's unittest. */
import assert from "node:assert/strict"
import { readReport } from "./python.ts"

const report = `test_adds (tests.test_sum.SumTest.test_adds) ... ok
test_subtracts (tests.test_sum.SumTest.test_subtracts)
Takes one from another. ... FAIL
test_divides (tests.test_sum.SumTest.test_divides) ... ERROR
test_asks (tests.test_net.NetTest.test_asks) ... skipped 'no network'

----------------------------------------------------------------------
Ran 4 tests in 0.1s

FAILED (failures=1, errors=1, skipped=1)
`

describe("the report of unittest", () => {
  it("is read test by test, and what was left out with its reason", () => {
    const { tests, leftOut, problem } = readReport(report, "exit code 1")
    const states = tests.map(({ title, state }) => [title, state])
    assert.deepEqual(states, [
      ["adds", "passed"],
      ["subtracts", "failed"],
      ["divides", "failed"]
    ])
    assert.deepEqual(leftOut, ["1 Python tests: no network"])
    assert.equal(problem, undefined)
  })

  it("is not believed when its count differs from what was read", () => {
    const torn = report.replace("... ERROR", "... oops")
    assert.match(readReport(torn, "exit code 1").problem ?? "", /it ran 4, read were 3/)
  })

  it("is not believed when it has no end", () => {
    assert.match(readReport("Segmentation fault", "killed by SIGSEGV").problem ?? "", /SIGSEGV/)
  })
})
