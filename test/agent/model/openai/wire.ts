/** The chat-completions protocol from the server's side: a request to a prompt, an answer to a stream. */
import { Prompt } from "effect/ai"
import { type Generation, generate } from "../../../../agent/model/generation.ts"
import { tokensOf } from "../../../../agent/model/tokens.ts"
import { eventsOf, type Respond, answerWith } from "../hosted/server.ts"

interface Message {
  readonly role: "system" | "user" | "assistant" | "tool"
  readonly content: string | null
  readonly tool_call_id?: string
  readonly tool_calls?: ReadonlyArray<{
    readonly id: string
    readonly function: { readonly name: string; readonly arguments: string }
  }>
}

export const promptOf = (messages: readonly Message[]): Prompt.Prompt => {
  const names = new Map<string, string>()
  return Prompt.make(
    messages.map((message): Prompt.MessageEncoded => {
      const { role, content, tool_calls = [], tool_call_id: id = "" } = message
      switch (role) {
        case "system":
          return { role, content: content ?? "" }
        case "user":
          return { role, content: content ?? "" }
        case "assistant":
          return {
            role,
            content: [
              ...(content === null ? [] : [{ type: "text" as const, text: content }]),
              ...tool_calls.map((call) => {
                names.set(call.id, call.function.name)
                return {
                  type: "tool-call" as const,
                  id: call.id,
                  name: call.function.name,
                  params: JSON.parse(call.function.arguments)
                }
              })
            ]
          }
        case "tool":
          return {
            role,
            content: [
              {
                type: "tool-result",
                id,
                name: names.get(id) ?? "",
                isFailure: false,
                result: JSON.parse(content ?? "null")
              }
            ]
          }
      }
    })
  )
}

export const chunk = (delta: unknown, finish_reason: string | null = null) => ({
  data: { id: "c1", model: "m", choices: [{ index: 0, delta, finish_reason }] }
})

export const usageChunk = (prompt_tokens: number, completion_tokens: number) => ({
  data: { id: "c1", model: "m", choices: [], usage: { prompt_tokens, completion_tokens } }
})

export const DONE = { data: "[DONE]" }

/** As OpenAI streams it: a role first, text word by word, input cut anywhere, usage last. */
export const streamOf = ({ text, calls, inputTokens, outputTokens }: Generation): string =>
  eventsOf([
    chunk({ role: "assistant", content: "" }),
    ...tokensOf(text).map((content) => chunk({ content })),
    ...calls.flatMap(({ id, name, params }, index) => [
      chunk({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }),
      ...(JSON.stringify(params).match(/.{1,7}/gsu) ?? []).map((piece) =>
        chunk({ tool_calls: [{ index, function: { arguments: piece } }] })
      )
    ]),
    chunk({}, calls.length > 0 ? "tool_calls" : "stop"),
    usageChunk(inputTokens, outputTokens),
    DONE
  ])

/** Plans as the rules model does, from nothing but the request. */
export const plansByRules: Respond = (response, asked, call) => {
  const prompt = promptOf(asked.body["messages"] as readonly Message[])
  answerWith(streamOf(generate(prompt)))(response, asked, call)
}
