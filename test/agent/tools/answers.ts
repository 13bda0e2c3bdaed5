/** Calls of tools whose answer a test reads field by field. */
import { Effect } from "effect"
import { callTool } from "../../../agent/tools/toolkit.ts"

export type Answer = Readonly<Record<string, unknown>>

/** The tool's answer as the model would get it: JSON, and nothing that JSON cannot hold. */
export const call = (name: string, input: unknown) =>
  Effect.map(callTool(name, input), (answer): Answer => JSON.parse(JSON.stringify(answer)))

export const BOOTS = {
  order_id: "77893",
  customer_id: 1,
  item_ids: [1],
  return_reason: "They are too small.",
  reason_code: "APPROVED"
}

/** What the answer's `fields` are. */
export const pick = (answer: Answer, fields: ReadonlyArray<string>): Answer =>
  Object.fromEntries(fields.map((field) => [field, answer[field]]))
