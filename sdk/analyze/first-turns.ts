/** The traces of the first turns of the newest runs, by which a cold start is told. */

import type { TurnFacts } from "./turn.ts"

export interface FirstTurns {
  readonly see: (turn: TurnFacts) => void
  /** That of the newest run first. */
  readonly traceIds: () => readonly string[]
}

/** As many as findings look at. */
const MAX_RUNS = 50

interface FirstTurn {
  readonly traceId: string
  readonly startMs: number
}

export const createFirstTurns = (): FirstTurns => {
  const runs = new Map<string, FirstTurn>()
  const oldestRun = (): string | undefined => {
    let oldest: readonly [string, FirstTurn] | undefined
    for (const run of runs)
      if (oldest === undefined || run[1].startMs < oldest[1].startMs) oldest = run
    return oldest?.[0]
  }
  return {
    see: ({ runId, traceId, endMicros, durationMs }) => {
      if (runId === undefined || traceId === undefined || endMicros === null) return
      const startMs = endMicros / 1000 - durationMs
      const known = runs.get(runId)
      if (known !== undefined && known.startMs <= startMs) return
      runs.set(runId, { traceId, startMs })
      if (runs.size <= MAX_RUNS) return
      const oldest = oldestRun()
      if (oldest !== undefined) runs.delete(oldest)
    },
    traceIds: () =>
      [...runs.values()].sort((a, b) => b.startMs - a.startMs).map(({ traceId }) => traceId)
  }
}
