/** Conversations: the turns of one session. */

import type { Conversations } from "./model.ts"
import type { TurnFacts } from "./turn.ts"

/** Turns without a session are in no conversation; those whose tools are unknown count no tools. */
export const summarizeConversations = (turns: readonly TurnFacts[]): Conversations => {
  const sessions = new Map<string, { turns: number; tools: number }>()
  for (const { sessionId, tools } of turns) {
    if (sessionId === undefined) continue
    const session = sessions.get(sessionId) ?? { turns: 0, tools: 0 }
    sessions.set(sessionId, session)
    session.turns += 1
    session.tools += tools?.length ?? 0
  }
  let turnsSum = 0
  let toolsSum = 0
  let toolsMax = 0
  for (const session of sessions.values()) {
    turnsSum += session.turns
    toolsSum += session.tools
    toolsMax = Math.max(toolsMax, session.tools)
  }
  const count = sessions.size
  return count === 0
    ? { count, turnsMean: null, toolsMean: null, toolsMax: null }
    : { count, turnsMean: turnsSum / count, toolsMean: toolsSum / count, toolsMax }
}
