/** Builds the prompts that the rules model is asked with: what was said, and which tools answered what. */
import { Prompt } from "effect/ai"
import type { Passage } from "../../../agent/knowledge/passage.ts"
import { planOf } from "../../../agent/model/plan.ts"
import { readTranscript } from "../../../agent/model/transcript.ts"
import { systemPrompt } from "../../../agent/turn/system-prompt.ts"

export const SESSION = "3f2b8a10-0000-4000-8000-000000000001"

export type Entry =
  | { readonly says: string }
  | { readonly answers: string }
  | { readonly calls: string; readonly params: unknown; readonly result: unknown }

export const says = (text: string): Entry => ({ says: text })
export const answers = (text: string): Entry => ({ answers: text })
export const called = (name: string, params: unknown, result: unknown): Entry => ({
  calls: name,
  params,
  result
})

export const promptOf = (
  entries: readonly Entry[],
  passages: readonly Passage[] = []
): Prompt.Prompt => {
  const history = Prompt.make(entries.flatMap(messagesOf))
  return Prompt.setSystem(history, systemPrompt(SESSION, passages))
}

export const planFor = (...entries: readonly Entry[]) => planOf(readTranscript(promptOf(entries)))

/** The plan in one line: `GetOrderDetails+GetOrderDetails` for calls, `=Approved` for an answer. */
export const planLine = (...entries: readonly Entry[]): string => {
  const plan = planFor(...entries)
  return plan._tag === "Call"
    ? plan.calls.map(({ name }) => name).join("+")
    : `=${plan.replies.map(({ _tag }) => _tag).join("+")}`
}

const messagesOf = (entry: Entry, at: number): Prompt.MessageEncoded[] => {
  if ("says" in entry) return [{ role: "user", content: entry.says }]
  if ("answers" in entry) return [{ role: "assistant", content: entry.answers }]
  const { calls: name, params, result } = entry
  const id = `call_${at}`
  return [
    { role: "assistant", content: [{ type: "tool-call", id, name, params }] },
    { role: "tool", content: [{ type: "tool-result", id, name, isFailure: false, result }] }
  ]
}
