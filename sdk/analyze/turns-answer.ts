/** What the store answers about turns: of all of them, and of each run. */

import { summarizeConversations } from "./conversation.ts"
import type { Report, Turns } from "./model.ts"
import { chainsOf, summarizeTurns, type TurnFacts } from "./turn.ts"

export interface TurnsAnswer {
  /** What it is an answer about: as long as the array is the same, so is the answer. */
  readonly of: readonly TurnFacts[]
  readonly all: Pick<Report, "turns" | "chains" | "conversations">
  readonly byRun: ReadonlyMap<string, readonly TurnFacts[]>
  /** Computed once for each run that is asked for. */
  readonly ofRun: (runId: string) => Turns
}

export const answerTurns = (turns: readonly TurnFacts[]): TurnsAnswer => {
  const byRun = new Map<string, TurnFacts[]>()
  for (const turn of turns) {
    if (turn.runId === undefined) continue
    const run = byRun.get(turn.runId)
    if (run === undefined) byRun.set(turn.runId, [turn])
    else run.push(turn)
  }
  const summaries = new Map<string, Turns>()
  return {
    of: turns,
    all: {
      turns: summarizeTurns(turns),
      chains: chainsOf(turns),
      conversations: summarizeConversations(turns)
    },
    byRun,
    ofRun: (runId) => {
      const summary = summaries.get(runId) ?? summarizeTurns(byRun.get(runId) ?? [])
      summaries.set(runId, summary)
      return summary
    }
  }
}
