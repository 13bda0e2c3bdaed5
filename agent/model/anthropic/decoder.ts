/** Reads the stream of a Messages API response. */
import { Option, Result, Schema } from "effect"
import type { Prompt, Response } from "effect/ai"
import { type Answer, makeAnswer, type Usage } from "../hosted/answer.ts"
import { codeOf, ErrorBody } from "../hosted/error-body.ts"
import { cut, malformed, reasonOfCode } from "../hosted/failures.ts"
import type { Decoder } from "../hosted/protocol.ts"
import type { Part } from "../model-stream.ts"

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const Tokens = Schema.Struct({
  input_tokens: maybe(Schema.Int),
  cache_creation_input_tokens: maybe(Schema.Int),
  cache_read_input_tokens: maybe(Schema.Int),
  output_tokens: maybe(Schema.Int)
})
type Tokens = typeof Tokens.Type

const Block = Schema.Struct({
  type: Schema.String,
  text: maybe(Schema.String),
  id: maybe(Schema.String),
  name: maybe(Schema.String)
})

const Delta = Schema.Struct({
  type: Schema.String,
  text: maybe(Schema.String),
  thinking: maybe(Schema.String),
  partial_json: maybe(Schema.String)
})

const Event = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("message_start"),
    message: Schema.Struct({ usage: maybe(Tokens) })
  }),
  Schema.Struct({
    type: Schema.Literal("content_block_start"),
    index: Schema.Int,
    content_block: Block
  }),
  Schema.Struct({
    type: Schema.Literal("content_block_delta"),
    index: Schema.Int,
    delta: Delta
  }),
  Schema.Struct({
    type: Schema.Literal("message_delta"),
    delta: Schema.Struct({ stop_reason: maybe(Schema.String) }),
    usage: maybe(Tokens)
  }),
  Schema.Struct({ type: Schema.Literal("message_stop") }),
  Schema.Struct({ type: Schema.Literal("error"), ...ErrorBody.fields })
])
type Event = typeof Event.Type

const decodeType = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ type: Schema.String }))
)
const decodeEvent = Schema.decodeUnknownOption(Schema.fromJsonString(Event))

/** Events that nothing is read from, and those that a later version of the API will add, are passed over. */
const READ: ReadonlySet<string> = new Set(Event.members.map(({ fields }) => fields.type.literal))

export const makeDecoder = (prompt: Prompt.Prompt): Decoder => {
  const answer = makeAnswer(prompt)
  let reason: string | undefined
  let tokens: Tokens = {}
  let isDone = false

  const read = (event: Event): Part[] => {
    switch (event.type) {
      case "message_start":
        tokens = { ...tokens, ...given(event.message.usage) }
        return []
      case "content_block_start":
        return blockParts(answer, String(event.index), event.content_block)
      case "content_block_delta":
        return deltaParts(answer, String(event.index), event.delta)
      case "message_delta":
        reason = event.delta.stop_reason ?? reason
        tokens = { ...tokens, ...given(event.usage) }
        return []
      case "message_stop":
        isDone = true
        return []
      case "error":
        return []
    }
  }

  return {
    ended: () => isDone,
    read: ({ data }) => {
      const type = Option.getOrUndefined(decodeType(data))?.type
      if (type === undefined) return Result.fail(malformed)
      if (!READ.has(type)) return Result.succeed([])
      const event = Option.getOrUndefined(decodeEvent(data))
      if (event === undefined) return Result.fail(malformed)
      return event.type === "error"
        ? Result.fail(reasonOfCode(codeOf(event)))
        : Result.succeed(read(event))
    },
    end: () =>
      reason === undefined && (!isDone || answer.isEmpty())
        ? Result.fail(cut)
        : Result.succeed(answer.finish(FINISH.get(reason ?? "") ?? "unknown", usageOf(tokens)))
  }
}

const FINISH: ReadonlyMap<string, Response.FinishReason> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["pause_turn", "pause"],
  ["refusal", "content-filter"]
])

const blockParts = (answer: Answer, key: string, block: typeof Block.Type): Part[] => {
  if (block.type === "text") return answer.say("text", block.text ?? "")
  return block.type === "tool_use" ? answer.call(key, block) : []
}

const deltaParts = (answer: Answer, key: string, delta: typeof Delta.Type): Part[] => {
  switch (delta.type) {
    case "text_delta":
      return answer.say("text", delta.text ?? "")
    case "thinking_delta":
      return answer.say("reasoning", delta.thinking ?? "")
    case "input_json_delta":
      return answer.call(key, { input: delta.partial_json })
    default:
      return []
  }
}

/** Counts are cumulative, and a later event repeats only some of them. */
const given = (tokens: Tokens | null | undefined): Tokens =>
  Object.fromEntries(Object.entries(tokens ?? {}).filter(([, count]) => count !== null))

/** What the API counts apart, read from the cache and written to it, is input all the same. */
const usageOf = (tokens: Tokens): Usage => {
  const cached = tokens.cache_read_input_tokens ?? 0
  const written = tokens.cache_creation_input_tokens ?? 0
  const { input_tokens: input, output_tokens: output } = tokens
  return {
    input: typeof input === "number" ? input + cached + written : undefined,
    cached,
    output: output ?? undefined
  }
}
