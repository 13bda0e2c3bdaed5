/** Runs the tool calls of one iteration, side by side, and writes them into the conversation log. */
import { Effect } from "effect"
import { Response } from "effect/ai"
import { Lap } from "lapline"
import { appendToolCall } from "../database/conversation-log.ts"
import { hasFault } from "../fault/fault.ts"
import { outcomeOf } from "../model/outcomes.ts"
import type { Failure } from "../tools/failure.ts"
import { callTool } from "../tools/toolkit.ts"
import type { ModelAnswer } from "./model-call.ts"
import type { ToolCallRecord, TurnState } from "./turn-state.ts"

/** Calls of one iteration do not know each other's answers, so they may overlap. */
const CONCURRENCY = 4

/** Answers the results in the order of the calls; a tool's failure is an answer like any other. */
export const runToolCalls = (turn: TurnState, calls: ModelAnswer["toolCalls"], timeoutMs: number) =>
  Effect.gen(function* () {
    const concurrency = (yield* hasFault("serial-tools")) ? 1 : CONCURRENCY
    const records = yield* Effect.forEach(calls, (call) => runToolCall(call, timeoutMs), {
      concurrency
    })
    for (const record of records) yield* keep(turn, record)
    return records
  })

const runToolCall = ({ id, name, params }: ModelAnswer["toolCalls"][number], timeoutMs: number) =>
  callTool(name, params).pipe(
    Effect.timeout(timeoutMs),
    Effect.catchTag("TimeoutError", () =>
      Effect.as(Lap.markError({ type: "ToolTimeout", message: name }), TOOK_TOO_LONG)
    ),
    Effect.map((output): ToolCallRecord => ({ id, name, params, output: { ...output } }))
  )

const TOOK_TOO_LONG: Failure = {
  success: false,
  error: "INTERNAL_ERR",
  message: "The tool took too long. Try once more, else escalate to a person."
}

const keep = (turn: TurnState, record: ToolCallRecord) => {
  turn.toolCalls.push(record)
  // Turn 0: the outcomes of one turn do not tell turns apart.
  const outcome = outcomeOf(record.name, 0, record.params, record.output)
  if (outcome !== undefined) turn.outcomes.push(outcome)
  return appendToolCall(turn.sessionId, {
    tool_name: record.name,
    input: isRecord(record.params) ? record.params : { value: record.params },
    output: record.output
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The results as the model will read them. */
export const resultParts = (records: readonly ToolCallRecord[]): Response.AnyPart[] =>
  records.map(({ id, name, output }) =>
    Response.makePart("tool-result", {
      id,
      name,
      result: output,
      encodedResult: output,
      isFailure: false,
      providerExecuted: false,
      preliminary: false
    })
  )
