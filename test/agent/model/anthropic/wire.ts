/** The Messages API from the server's side: a request to a prompt, an answer to a stream. */
import assert from "node:assert/strict"
import { Prompt } from "effect/ai"
import { type Generation, generate } from "../../../../agent/model/generation.ts"
import { tokensOf } from "../../../../agent/model/tokens.ts"
import { answerWith, eventsOf, type Respond } from "../hosted/server.ts"

type Block =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "tool_use"
      readonly id: string
      readonly name: string
      readonly input: unknown
    }
  | { readonly type: "tool_result"; readonly tool_use_id: string; readonly content: string }

export interface Message {
  readonly role: "user" | "assistant"
  readonly content: readonly Block[]
}

/** Refuses what the API refuses: roles that do not take turns, calls without their results, empty text. */
export const promptOf = (system: string, messages: readonly Message[]): Prompt.Prompt => {
  const names = new Map<string, string>()
  let open: string[] = []
  const said = messages.flatMap(({ role, content }, at): Prompt.MessageEncoded[] => {
    assert.equal(role, at % 2 === 0 ? "user" : "assistant")
    assert.ok(content.length > 0)
    const results = content.flatMap((block) => (block.type === "tool_result" ? [block] : []))
    const text = content.flatMap((block) => (block.type === "text" ? [block.text] : []))
    assert.ok(text.every((words) => words.trim() !== ""))
    if (role === "user") {
      assert.deepEqual(
        results.map(({ tool_use_id }) => tool_use_id),
        open
      )
      open = []
      return [
        ...results.map(({ tool_use_id: id, content: result }): Prompt.MessageEncoded => ({
          role: "tool",
          content: [
            {
              type: "tool-result",
              id,
              name: names.get(id) ?? "",
              isFailure: false,
              result: JSON.parse(result)
            }
          ]
        })),
        ...text.map((content): Prompt.MessageEncoded => ({ role: "user", content }))
      ]
    }
    const calls = content.flatMap((block) => (block.type === "tool_use" ? [block] : []))
    open = calls.map(({ id }) => id)
    for (const { id, name } of calls) names.set(id, name)
    return [
      {
        role: "assistant",
        content: [
          ...text.map((text) => ({ type: "text" as const, text })),
          ...calls.map(({ id, name, input: params }) => ({
            type: "tool-call" as const,
            id,
            name,
            params
          }))
        ]
      }
    ]
  })
  return Prompt.setSystem(Prompt.make(said), system)
}

const event = (type: string, more: object) => ({ event: type, data: { type, ...more } })
export const PING = event("ping", {})
export const STOP = event("message_stop", {})

export const messageStart = (usage: object) =>
  event("message_start", { message: { id: "m1", role: "assistant", content: [], usage } })
export const blockStart = (index: number, content_block: object) =>
  event("content_block_start", { index, content_block })
export const blockDelta = (index: number, delta: object) =>
  event("content_block_delta", { index, delta })
export const blockStop = (index: number) => event("content_block_stop", { index })
export const messageDelta = (stop_reason: string | null, usage?: object) =>
  event("message_delta", { delta: { stop_reason }, ...(usage === undefined ? {} : { usage }) })
export const errorEvent = (type: string, message: string) =>
  event("error", { error: { type, message } })

export const streamOf = ({ text, calls, inputTokens, outputTokens }: Generation): string =>
  eventsOf([
    messageStart({ input_tokens: inputTokens, output_tokens: 1 }),
    PING,
    ...(text === ""
      ? []
      : [
          blockStart(0, { type: "text", text: "" }),
          ...tokensOf(text).map((text) => blockDelta(0, { type: "text_delta", text })),
          blockStop(0)
        ]),
    ...calls.flatMap(({ id, name, params }, at) => [
      blockStart(at + 1, { type: "tool_use", id, name, input: {} }),
      blockDelta(at + 1, { type: "input_json_delta", partial_json: "" }),
      ...(JSON.stringify(params).match(/.{1,7}/gsu) ?? []).map((partial_json) =>
        blockDelta(at + 1, { type: "input_json_delta", partial_json })
      ),
      blockStop(at + 1)
    ]),
    messageDelta(calls.length > 0 ? "tool_use" : "end_turn", { output_tokens: outputTokens }),
    STOP
  ])

/** Plans as the rules model does, from nothing but the request. */
export const plansByRules: Respond = (response, asked, call) => {
  const { system, messages, max_tokens } = asked.body
  if (
    asked.path !== "/v1/messages" ||
    asked.headers["anthropic-version"] !== "2023-06-01" ||
    asked.headers["x-api-key"] === undefined ||
    typeof max_tokens !== "number"
  ) {
    response.writeHead(400).end()
    return
  }
  const prompt = promptOf(String(system), messages as readonly Message[])
  answerWith(streamOf(generate(prompt)))(response, asked, call)
}
