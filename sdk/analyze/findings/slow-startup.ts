/** Slow start-up steps: what a warm start still spends more than a second on. */

import { sentence } from "../sentence.ts"
import type { RunDetector } from "./run-view.ts"
import { siteOf } from "./sighting.ts"

const SLOW_MS = 1000
const MIN_SHARE = 0.3

/** A step of at least a second and 30 % of the start. A cold start creates its data once: only warm ones are judged. */
export const slowStartup: RunDetector = ({ run, startup }) => {
  if (run.start !== "warm" || startup.length === 0) return undefined
  const total = startup.find(({ step }) => step === "total")?.durationMs ?? null
  return startup.flatMap((record) => {
    const { step, durationMs, traceId, spanId } = record
    if (step === "total" || durationMs === null || durationMs < SLOW_MS) return []
    if (total !== null && durationMs < total * MIN_SHARE) return []
    const site = siteOf(record)
    const share = total === null ? "" : sentence(" ({0})", { share: durationMs / total })
    const ms = durationMs
    const sign = sentence("{0} took {1} of the start{2}", record.name, { ms }, share)
    return {
      code: "slow-startup" as const,
      site,
      told: sentence("A warm start spent {0} on its step {1}{2}", { ms }, step, share),
      evidence: [{ told: sign, site, traceId, spanId }],
      savingMs: durationMs
    }
  })
}
