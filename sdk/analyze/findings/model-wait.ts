/** Turns that mostly wait for the model: for its first token, or while it generates. */

import { sentence } from "../sentence.ts"
import {
  busyMs,
  type Detector,
  evidenceOf,
  isTotal,
  numberAt,
  siteOf,
  type TimedSpan
} from "./sighting.ts"

const MIN_SHARE_OF_TURN = 0.6
const MIN_WAIT_MS = 1000
const MIN_SHARE_OF_WAIT = 0.6

/** A turn that spends at least 60 % and a second in model calls, 60 % of that in one of their two parts. */
export const modelWait: Detector = (unit) => {
  const spans = unit.of("llm_call")
  const calls = spans.filter(isTotal)
  const firsts = spans.filter(({ record }) => record.step === "first_token")
  const generations = spans.filter(({ record }) => record.step === "generation")
  const waitMs = busyMs([...firsts, ...generations])
  const [call] = calls
  if (call === undefined || waitMs < MIN_WAIT_MS || waitMs < unit.durationMs * MIN_SHARE_OF_TURN)
    return []
  const figuresOf = (part: readonly TimedSpan[]) =>
    [
      { ms: busyMs(part) },
      { ms: unit.durationMs },
      { share: busyMs(part) / unit.durationMs }
    ] as const
  const site = siteOf(call.record)
  const evidence = (part: readonly TimedSpan[]) =>
    evidenceOf(part, ({ record, durationMs }) =>
      sentence("{0} of {1}", record.step, { ms: durationMs })
    )
  if (busyMs(firsts) >= waitMs * MIN_SHARE_OF_WAIT) {
    const fastestMs = least(firsts.map(({ durationMs }) => durationMs))
    const told = sentence(
      "{0} of a turn of {1} were spent waiting for the model's first token ({2})",
      ...figuresOf(firsts)
    )
    const savingMs = Math.max(0, busyMs(firsts) - fastestMs * firsts.length)
    return [{ code: "first-token" as const, site, told, evidence: evidence(firsts), savingMs }]
  }
  if (busyMs(generations) >= waitMs * MIN_SHARE_OF_WAIT) {
    const told = sentence(
      "{0} of a turn of {1} were spent while the model generated ({2})",
      ...figuresOf(generations)
    )
    const savingMs = slowTokensMs(calls)
    return [{ code: "generation" as const, site, told, evidence: evidence(generations), savingMs }]
  }
  return []
}

/** Generation beyond what it had taken at the rate of the turn's fastest call; null when fewer than two calls tell their tokens. */
const slowTokensMs = (calls: readonly TimedSpan[]): number | null => {
  const rates = calls.flatMap(({ node, record }) => {
    const tokens = numberAt(record, "gen_ai.usage.output_tokens") ?? 0
    const step = node.children.find((child) => child.record?.step === "generation")
    const durationMs = step?.record?.durationMs ?? null
    return tokens > 0 && durationMs !== null ? [{ tokens, durationMs }] : []
  })
  if (rates.length < 2) return null
  const fastest = least(rates.map(({ tokens, durationMs }) => durationMs / tokens))
  return rates.reduce((sum, { tokens, durationMs }) => sum + durationMs - tokens * fastest, 0)
}

/** Without spreading: a trace may hold more calls than a function takes arguments. */
const least = (values: readonly number[]): number =>
  values.reduce((smallest, value) => Math.min(smallest, value), Infinity)
