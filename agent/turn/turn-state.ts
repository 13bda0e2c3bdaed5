/** What one turn has gathered so far. It belongs to its turn alone and dies with it. */
import type { Passage } from "../knowledge/passage.ts"
import type { Outcome } from "../model/outcomes.ts"

/** A tool call and its answer, as plain JSON. */
export interface ToolCallRecord {
  readonly id: string
  readonly name: string
  readonly params: unknown
  readonly output: Readonly<Record<string, unknown>>
}

export interface TurnState {
  readonly sessionId: string
  /** The customer's message. */
  readonly message: string
  readonly toolCalls: ToolCallRecord[]
  /** The same calls with their types, as far as they could be read. */
  readonly outcomes: Outcome[]
  /** Passages by what they were retrieved for, so that each need is met once. */
  readonly passages: Map<string, readonly Passage[]>
  iterations: number
  llmCalls: number
}

export const newTurn = (sessionId: string, message: string): TurnState => ({
  sessionId,
  message,
  toolCalls: [],
  outcomes: [],
  passages: new Map(),
  iterations: 0,
  llmCalls: 0
})
