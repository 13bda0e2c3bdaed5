/** No text of a log, a setting or a file holds the extension up; longer by `node test/extension/fuzz.ts`. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { calls, hostileText, LIMIT_MS, quickestMs } from "./hostile-text.ts"

describe("text that patterns and sorts are used on", function () {
  this.timeout(60_000)

  it("E19 takes no call over 100 ms, whatever it is", () => {
    for (const [name, call] of Object.entries(calls)) {
      fc.assert(
        fc.property(hostileText, (text) => {
          assert(quickestMs(call, text) <= LIMIT_MS, name)
        }),
        { numRuns: 40, endOnFailure: true }
      )
    }
  })

  it("would be caught: a pattern that tries all ways is too slow", () => {
    const slow = (text: string) => /^(a+)+$/.test(text)
    assert(quickestMs(slow, `${"a".repeat(28)}!`) > LIMIT_MS)
  })
})
