/** What a call costs. */
import assert from "node:assert/strict"
import { costUsd } from "../../../agent/model/prices.ts"

const usage = (total: number | undefined, output: number | undefined, cacheRead?: number) => ({
  inputTokens: { total, uncached: undefined, cacheRead, cacheWrite: undefined },
  outputTokens: { total: output, text: output, reasoning: undefined }
})

describe("the cost of a model call", () => {
  it("is what its tokens cost, those from the cache at their own price", () => {
    assert.equal(costUsd("gpt-4o", usage(1_000_000, 0)), 2.5)
    assert.equal(costUsd("gpt-4o", usage(0, 100_000)), 1)
    assert.equal(costUsd("gpt-4o", usage(1_000_000, 0, 400_000)), 0.6 * 2.5 + 0.4 * 1.25)
  })

  it("is known for a dated name, and only for names that have a price", () => {
    assert.equal(costUsd("gpt-4o-2024-08-06", usage(1_000_000, 0)), 2.5)
    assert.equal(costUsd("claude-haiku-4-5-20251001", usage(1_000_000, 0)), 1)
    for (const name of ["gpt-4o-audio", "rules-1", "toString", ""]) {
      assert.equal(costUsd(name, usage(1, 1)), undefined, name)
    }
  })

  it("is not known when a provider does not report its tokens", () => {
    assert.equal(costUsd("gpt-4o", usage(undefined, 1)), undefined)
    assert.equal(costUsd("gpt-4o", usage(1, undefined)), undefined)
  })
})
