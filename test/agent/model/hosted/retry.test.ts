/** When a failed request is made again. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { reasonOfStatus } from "../../../../agent/model/hosted/failures.ts"
import { retryAfterMs, waitMs } from "../../../../agent/model/hosted/retry.ts"

const POLICY = { retries: 3, backoffMs: 100, maxWaitMs: 1000 }
const setback = (status: number) => ({ reason: reasonOfStatus(status, "") })
const NOW = Date.parse("2026-02-03T04:05:06Z")

describe("the wait before a retry", () => {
  it("doubles, is at most the longest, and is between half of that and all of it", () => {
    fc.assert(
      fc.property(fc.nat({ max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (at, jitter) => {
        const wait = waitMs({ ...POLICY, retries: 10 }, setback(500), at, jitter)
        const whole = Math.min(1000, 100 * 2 ** at)
        assert.ok(wait !== undefined && wait >= whole / 2 && wait <= whole)
      })
    )
    assert.equal(waitMs(POLICY, setback(503), 0, 1), 100)
    assert.equal(waitMs(POLICY, setback(503), 2, 0), 200)
  })

  it("is what the server asked for, and none when that is too long", () => {
    assert.equal(waitMs(POLICY, { ...setback(429), retryAfterMs: 900 }, 0, 1), 900)
    assert.equal(waitMs(POLICY, { ...setback(429), retryAfterMs: 0 }, 2, 1), 0)
    assert.equal(waitMs(POLICY, { ...setback(429), retryAfterMs: 1001 }, 0, 1), undefined)
  })

  it("is none after the last retry, and none for what would fail again", () => {
    assert.equal(waitMs(POLICY, setback(500), 3, 1), undefined)
    for (const status of [302, 400, 401, 403, 404, 413, 422]) {
      assert.equal(waitMs(POLICY, setback(status), 0, 1), undefined, String(status))
    }
    for (const status of [408, 429, 500, 502, 503, 504, 529]) {
      assert.notEqual(waitMs(POLICY, setback(status), 0, 1), undefined, String(status))
    }
    const reason = reasonOfStatus(429, "insufficient_quota")
    assert.equal(waitMs(POLICY, { reason }, 0, 1), undefined)
  })

  const HEADERS: ReadonlyArray<readonly [string | undefined, number | undefined]> = [
    [undefined, undefined],
    ["0", 0],
    ["7", 7000],
    [" 1.5 ", 1500],
    ["Tue, 03 Feb 2026 04:05:16 GMT", 10_000],
    ["Tue, 03 Feb 2026 04:00:00 GMT", 0],
    ["-3", undefined],
    ["2026", 2_026_000],
    ["soon", undefined],
    ["Soon, perhaps", undefined],
    ["", undefined]
  ]
  for (const [header, expected] of HEADERS) {
    it(`reads Retry-After ${String(header)} as ${String(expected)}`, () =>
      assert.equal(retryAfterMs(header, NOW), expected))
  }
})
