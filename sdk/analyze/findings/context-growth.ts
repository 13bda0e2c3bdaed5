/** Context growth: prompts that become much longer from one call of a turn to the next. */

import { sentence } from "../sentence.ts"
import { type Detector, evidenceOf, isTotal, numberAt, siteOf, type TimedSpan } from "./sighting.ts"

const MIN_CALLS = 3
const MIN_FACTOR = 2
const MIN_TOKENS = 500

/**
 * At least three model calls, the last with at least twice the first's input tokens and 500 more. Tool results make every
 * prompt of a turn somewhat longer than the one before it; that is not meant.
 */
export const contextGrowth: Detector = (unit) => {
  const totals = unit.of("llm_call").filter(isTotal)
  if (totals.length < MIN_CALLS) return []
  const calls = totals.flatMap((span) => {
    const tokens = numberAt(span.record, "gen_ai.usage.input_tokens")
    return tokens === undefined ? [] : [{ ...span, tokens }]
  })
  const [first] = calls
  const last = calls.at(-1)
  if (first === undefined || last === undefined || calls.length < MIN_CALLS) return []
  if (last.tokens < first.tokens * MIN_FACTOR || last.tokens < first.tokens + MIN_TOKENS) return []
  const extra = calls.reduce((sum, { tokens }) => sum + Math.max(0, tokens - first.tokens), 0)
  return [
    {
      code: "context-growth" as const,
      site: siteOf(last.record),
      told: sentence(
        "Prompts grew from {0} to {1} tokens in {2} calls of one turn: {3} tokens more than at the first call's length",
        first.tokens,
        last.tokens,
        calls.length,
        extra
      ),
      evidence: evidenceOf(calls, ({ record }) =>
        sentence(
          "{0}, {1} input tokens",
          record.name,
          numberAt(record, "gen_ai.usage.input_tokens") ?? 0
        )
      ),
      savingMs: readingMs(calls)
    }
  ]
}

/** Time to the first token beyond that of the first call; null when no call tells it. */
const readingMs = (calls: readonly TimedSpan[]): number | null => {
  const waits = calls.flatMap(({ node }) => {
    const step = node.children.find(({ record }) => record?.step === "first_token")
    return step?.record?.durationMs ?? []
  })
  const [first] = waits
  if (first === undefined) return null
  return Math.max(
    0,
    waits.reduce((sum, ms) => sum + ms - first, 0)
  )
}
