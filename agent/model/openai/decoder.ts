/** Reads the stream of a chat-completions response. */
import { Result, Schema } from "effect"
import type { Prompt, Response } from "effect/ai"
import { type Answer, makeAnswer, type Usage } from "../hosted/answer.ts"
import { codeOf, ErrorBody } from "../hosted/error-body.ts"
import { cut, malformed, reasonOfCode } from "../hosted/failures.ts"
import type { Decoder } from "../hosted/protocol.ts"
import type { Part } from "../model-stream.ts"

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const CallDelta = Schema.Struct({
  index: maybe(Schema.Int),
  id: maybe(Schema.String),
  function: maybe(Schema.Struct({ name: maybe(Schema.String), arguments: maybe(Schema.String) }))
})

const Chunk = Schema.Struct({
  choices: Schema.Array(
    Schema.Struct({
      delta: maybe(
        Schema.Struct({
          content: maybe(Schema.String),
          // Two names for what no standard names.
          reasoning_content: maybe(Schema.String),
          reasoning: maybe(Schema.String),
          tool_calls: maybe(Schema.Array(CallDelta))
        })
      ),
      finish_reason: maybe(Schema.String)
    })
  ),
  usage: maybe(
    Schema.Struct({
      prompt_tokens: maybe(Schema.Int),
      completion_tokens: maybe(Schema.Int),
      prompt_tokens_details: maybe(Schema.Struct({ cached_tokens: maybe(Schema.Int) }))
    })
  )
})
type Chunk = typeof Chunk.Type

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Union([ErrorBody, Chunk])))

/** `[DONE]` or a finish reason ends an answer; servers leave out one of them, and some the usage too. */
export const makeDecoder = (prompt: Prompt.Prompt): Decoder => {
  const answer = makeAnswer(prompt)
  const keyOf = makeCallKeys()
  let reason: string | undefined
  let usage: Usage = {}
  let isDone = false
  return {
    ended: () => isDone,
    read: ({ data }) => {
      if (data === "[DONE]") {
        isDone = true
        return Result.succeed([])
      }
      const decoded = decode(data)
      if (Result.isFailure(decoded)) return Result.fail(malformed)
      const chunk = decoded.success
      if ("error" in chunk) return Result.fail(reasonOfCode(codeOf(chunk)))
      usage = usageIn(chunk) ?? usage
      const choice = chunk.choices[0]
      reason = choice?.finish_reason ?? reason
      return Result.succeed(deltaParts(answer, keyOf, choice?.delta ?? {}))
    },
    end: () =>
      reason === undefined && (!isDone || answer.isEmpty())
        ? Result.fail(cut)
        : Result.succeed(answer.finish(FINISH.get(reason ?? "") ?? "unknown", usage))
  }
}

const FINISH: ReadonlyMap<string, Response.FinishReason> = new Map([
  ["stop", "stop"],
  ["length", "length"],
  ["content_filter", "content-filter"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"]
])

type Delta = NonNullable<Chunk["choices"][number]["delta"]>

const deltaParts = (answer: Answer, keyOf: CallKeys, delta: Delta): Part[] => [
  ...answer.say("reasoning", delta.reasoning_content ?? delta.reasoning ?? ""),
  ...answer.say("text", delta.content ?? ""),
  ...(delta.tool_calls ?? []).flatMap((call) =>
    answer.call(keyOf(call), {
      id: call.id,
      name: call.function?.name,
      input: call.function?.arguments
    })
  )
]

type CallKeys = (call: typeof CallDelta.Type) => string

/**
 * Which call a piece belongs to. An index names it; but some servers give every call the same index, or none, so there
 * a new id begins a new call.
 */
const makeCallKeys = (): CallKeys => {
  const calls = new Map<number, { readonly key: string; readonly id: string }>()
  let begun = 0
  let last = 0
  return ({ index, id }) => {
    last = index ?? last
    const open = calls.get(last)
    const isSame = open !== undefined && (!id || open.id === "" || open.id === id)
    const key = isSame ? open.key : String((begun += 1))
    calls.set(last, { key, id: id || (isSame ? open.id : "") })
    return key
  }
}

const usageIn = ({ usage }: Chunk): Usage | undefined =>
  usage === undefined || usage === null
    ? undefined
    : {
        input: usage.prompt_tokens ?? undefined,
        cached: usage.prompt_tokens_details?.cached_tokens ?? undefined,
        output: usage.completion_tokens ?? undefined
      }
