/** Slow start-up steps: what a warm start still spends more than a second on. */

import { formatDuration, formatPercent } from "../format.ts"
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
    const share = total === null ? "" : ` (${formatPercent(durationMs / total)})`
    const text = `${record.name} took ${formatDuration(durationMs)} of the start${share}`
    return {
      code: "slow-startup" as const,
      site,
      message: `A warm start spent ${formatDuration(durationMs)} on its step ${step}${share}`,
      evidence: [{ text, site, traceId, spanId }],
      savingMs: durationMs
    }
  })
}
