/** A prompt as the messages of the chat-completions protocol. */
import { type LanguageModel, type Prompt, Tool } from "effect/ai"
import { inputObject } from "../hosted/answer.ts"
import type { ChatRequest } from "../hosted/protocol.ts"

/** The request's body. No limit on tokens is sent: servers disagree about its name. */
export const requestBody = ({ model, prompt, tools, toolChoice }: ChatRequest): unknown => ({
  model,
  messages: prompt.content.flatMap(messagesOf),
  stream: true,
  stream_options: { include_usage: true },
  ...(tools.length === 0 ? {} : { tools: tools.map(toolOf), tool_choice: choiceOf(toolChoice) })
})

const messagesOf = (message: Prompt.Message): unknown[] => {
  switch (message.role) {
    case "system":
      return [{ role: "system", content: message.content }]
    case "user":
      return [{ role: "user", content: textOf(message.content) }]
    case "assistant": {
      const calls = message.content.filter((part) => part.type === "tool-call")
      return [
        {
          role: "assistant",
          content: textOf(message.content) || null,
          ...(calls.length === 0 ? {} : { tool_calls: calls.map(callOf) })
        }
      ]
    }
    case "tool":
      return message.content
        .filter((part) => part.type === "tool-result")
        .map(({ id, result }) => ({
          role: "tool",
          tool_call_id: id,
          content: JSON.stringify(result)
        }))
  }
}

const textOf = (parts: ReadonlyArray<Prompt.UserMessagePart | Prompt.AssistantMessagePart>) =>
  parts.map((part) => (part.type === "text" ? part.text : "")).join("")

const callOf = ({ id, name, params }: Prompt.ToolCallPart) => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(inputObject(params)) }
})

const toolOf = (tool: Tool.Any) => ({
  type: "function",
  function: {
    name: tool.name,
    description: Tool.getDescription(tool),
    parameters: Tool.getJsonSchema(tool)
  }
})

const choiceOf = (choice: LanguageModel.ProviderOptions["toolChoice"]): unknown => {
  if (typeof choice === "string") return choice
  return "tool" in choice
    ? { type: "function", function: { name: choice.tool } }
    : (choice.mode ?? "auto")
}
