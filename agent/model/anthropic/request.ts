/** A prompt as the Messages API has it: instructions apart, turns by turns, tool results as words of the user. */
import { type LanguageModel, type Prompt, Tool } from "effect/ai"
import { inputObject } from "../hosted/answer.ts"
import type { ChatRequest } from "../hosted/protocol.ts"

/** The request's body. */
export const requestBody = (request: ChatRequest): unknown => {
  const { model, maxTokens, prompt, tools, toolChoice } = request
  const system = prompt.content.flatMap((message) =>
    message.role === "system" ? [message.content] : []
  )
  return {
    model,
    max_tokens: maxTokens,
    stream: true,
    ...(system.length === 0 ? {} : { system: system.join("\n\n") }),
    messages: messagesOf(prompt),
    ...(tools.length === 0 ? {} : { tools: tools.map(toolOf), tool_choice: choiceOf(toolChoice) })
  }
}

interface Message {
  readonly role: "user" | "assistant"
  readonly content: object[]
}

/** Neighbours of one role become one message: results must open the message that follows their calls. */
const messagesOf = (prompt: Prompt.Prompt): Message[] => {
  const messages: Message[] = []
  for (const message of prompt.content) {
    if (message.role === "system") continue
    const role = message.role === "assistant" ? "assistant" : "user"
    const content = message.content.flatMap(blocksOf)
    const last = messages.at(-1)
    if (last?.role === role) last.content.push(...content)
    else if (content.length > 0) messages.push({ role, content })
  }
  return messages
}

type MessagePart = Exclude<Prompt.Message, Prompt.SystemMessage>["content"][number]

const blocksOf = (part: MessagePart): object[] => {
  switch (part.type) {
    case "text":
      // An empty block is refused.
      return part.text.trim() === "" ? [] : [{ type: "text", text: part.text }]
    case "tool-call":
      return [{ type: "tool_use", id: part.id, name: part.name, input: inputObject(part.params) }]
    case "tool-result":
      return [{ type: "tool_result", tool_use_id: part.id, content: JSON.stringify(part.result) }]
    default:
      return []
  }
}

const toolOf = (tool: Tool.Any) => ({
  name: tool.name,
  description: Tool.getDescription(tool),
  input_schema: Tool.getJsonSchema(tool)
})

const choiceOf = (choice: LanguageModel.ProviderOptions["toolChoice"]): unknown => {
  if (typeof choice === "string") return { type: choice === "required" ? "any" : choice }
  if ("tool" in choice) return { type: "tool", name: choice.tool }
  return { type: choice.mode === "required" ? "any" : "auto" }
}
