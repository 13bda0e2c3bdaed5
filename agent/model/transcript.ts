/** A prompt as the rules model reads it: what was said, which tools were called and what they answered. */
import type { Prompt } from "effect/ai"
import { type Passage, parsePassages } from "../knowledge/passage.ts"
import { type Outcome, outcomeOf } from "./outcomes.ts"
import { type Understanding, understand } from "./language/understanding.ts"

export interface Transcript {
  /** From the system prompt; undefined when it names none. */
  readonly sessionId: string | undefined
  readonly passages: readonly Passage[]
  /** One per message of the customer, oldest first. */
  readonly messages: readonly Understanding[]
  /** Tool calls that have their result, oldest first; `turn` is an index into `messages`. */
  readonly outcomes: readonly Outcome[]
}

export const readTranscript = (prompt: Prompt.Prompt): Transcript => {
  let system = ""
  const messages: Understanding[] = []
  const outcomes: Outcome[] = []
  const params = new Map<string, unknown>()
  for (const message of prompt.content) {
    switch (message.role) {
      case "system":
        system += `${message.content}\n`
        break
      case "user":
        messages.push(understand(textOf(message.content)))
        break
      case "assistant":
        for (const part of message.content) {
          if (part.type === "tool-call") params.set(part.id, part.params)
        }
        break
      case "tool":
        for (const part of message.content) {
          if (part.type !== "tool-result") continue
          const turn = messages.length - 1
          const outcome = outcomeOf(part.name, turn, params.get(part.id), part.result)
          if (outcome !== undefined) outcomes.push(outcome)
        }
        break
    }
  }
  return { sessionId: sessionIdIn(system), passages: parsePassages(system), messages, outcomes }
}

const textOf = (content: ReadonlyArray<Prompt.UserMessagePart>): string =>
  content.map((part) => (part.type === "text" ? part.text : "")).join("\n")

const sessionIdIn = (system: string): string | undefined =>
  /^Session id: (\S+)$/mu.exec(system)?.[1]
