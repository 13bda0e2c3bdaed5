/** Conversations: the turns of one session. */

import type { Conversations } from "./model.ts"

export interface SessionCount {
  readonly turns: number
  readonly tools: number
}

/** Turns without a session are in no conversation; those whose tools are unknown count no tools. */
export const summarizeConversations = (
  sessions: ReadonlyMap<string, SessionCount>
): Conversations => {
  const count = sessions.size
  if (count === 0) return { count, turnsMean: null, toolsMean: null, toolsMax: null }
  let turns = 0
  let tools = 0
  let toolsMax = 0
  for (const session of sessions.values()) {
    turns += session.turns
    tools += session.tools
    toolsMax = Math.max(toolsMax, session.tools)
  }
  return { count, turnsMean: turns / count, toolsMean: tools / count, toolsMax }
}
