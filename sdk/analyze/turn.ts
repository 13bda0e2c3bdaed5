/** Turns: one user message to its answer, with the iterations and tools it took. */

import type { LapRecord } from "../record/record.ts"
import { isFailure } from "./failure.ts"
import type { FindingSite } from "./model.ts"
import type { TraceNode, TraceTree } from "./trace-tree.ts"

/** What is added up of one turn. */
export interface TurnFacts {
  readonly runId: string | undefined
  readonly sessionId: string | undefined
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly site: FindingSite
  readonly endMicros: number | null
  readonly durationMs: number
  readonly failed: boolean
  /** Null when neither the turn's attributes nor spans below it tell. */
  readonly iterations: number | null
  /** In the order they started; null when unknown. */
  readonly tools: readonly string[] | null
}

export const isTurn = (record: LapRecord): boolean =>
  record.metric === "turn" && record.step === "total"

/** Where in the preorder of a tree a turn and what is below it stand; `end` is the place after the last. */
export interface TurnRange {
  readonly start: number
  readonly end: number
}

/** The outermost turns of a tree. */
export const turnsOf = function* ({ nodes }: TraceTree): Generator<TurnRange> {
  for (let start = 0; start < nodes.length; start++) {
    const turn = nodes[start]
    if (turn?.record === undefined || !isTurn(turn.record)) continue
    let end = start + 1
    while (end < nodes.length && (nodes[end]?.depth ?? 0) > turn.depth) end++
    yield { start, end }
    start = end - 1
  }
}

/** A turn's facts, from its own attributes where they are, else from the spans below it (none when it stands alone). */
export const turnFacts = (
  turn: LapRecord,
  durationMs: number,
  below: readonly TraceNode[]
): TurnFacts => {
  const totals = below.flatMap(({ record }) => (record?.step === "total" ? [record] : []))
  const iterations = totals.filter(({ metric }) => metric === "iteration").length
  const tools = totals.filter(({ metric }) => metric === "tool_execution").map(toolOf)
  const { runId, sessionId, traceId, spanId, code, name } = turn
  return {
    runId,
    sessionId,
    traceId,
    spanId,
    site: { ...code, name },
    endMicros: turn.endMicros,
    durationMs,
    failed: isFailure(turn),
    iterations:
      count(turn.attributes["lapline.iterations"]) ?? (iterations === 0 ? null : iterations),
    tools: names(turn.attributes["lapline.tools"]) ?? (below.length === 0 ? null : tools)
  }
}

export const toolOf = (record: LapRecord): string => {
  if (record.toolName !== undefined) return record.toolName
  const attribute = record.attributes["gen_ai.tool.name"]
  return typeof attribute === "string" ? attribute : record.name
}

const count = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined

const names = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((name) => typeof name === "string") ? value : undefined
