/** What makes two prompts ask for the same answer, though every run has ids of its own. Pure. */
import type { Prompt } from "effect/ai"
import { createHash } from "node:crypto"
import { readTranscript } from "../transcript.ts"

/**
 * A digest of what the customer said, which tools were called and how each call ended. Instructions, passages and values
 * are left out: a session id, an RMA number or a date differs from run to run.
 */
export const situationOf = (prompt: Prompt.Prompt): string =>
  createHash("sha256")
    .update(JSON.stringify(prompt.content.map(gist)))
    .digest("hex")

const gist = (message: Prompt.Message): unknown => {
  switch (message.role) {
    case "system":
      return "system"
    case "user":
      return message.content.map((part) => (part.type === "text" ? part.text : part.type))
    case "assistant":
      return message.content.flatMap((part) => (part.type === "tool-call" ? [part.name] : []))
    case "tool":
      return message.content.flatMap((part) =>
        part.type === "tool-result" ? [[part.name, ending(part.result)]] : []
      )
  }
}

const ending = (result: unknown): unknown => {
  if (typeof result !== "object" || result === null) return null
  const { success, error, reason_code } = result as Readonly<Record<string, unknown>>
  return [success, error, reason_code]
}

/** All values that an answer can quote and that differ from run to run: the session's id, what the tools answered. */
export const heardIn = (prompt: Prompt.Prompt): unknown[] => [
  readTranscript(prompt).sessionId ?? null,
  ...prompt.content.flatMap((message) =>
    message.role === "tool"
      ? message.content.flatMap((part) => (part.type === "tool-result" ? [part.result] : []))
      : []
  )
]
