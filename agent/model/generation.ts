/** What the rules model generates for a prompt, and how it leaves the model: at once or token by token. */
import type { Prompt, Response } from "effect/ai"
import { planOf } from "./plan.ts"
import { tokenCount, tokensOf } from "./tokens.ts"
import { readTranscript } from "./transcript.ts"
import { wordReplies } from "./wording.ts"

export interface Generation {
  readonly text: string
  readonly calls: ReadonlyArray<GeneratedCall>
  readonly inputTokens: number
  readonly outputTokens: number
  readonly reason: "tool-calls" | "stop"
}

interface GeneratedCall {
  /** Unique in the conversation and the same on every run. */
  readonly id: string
  readonly name: string
  readonly params: unknown
}

/** Pure: the same prompt, the same generation. */
export const generate = (prompt: Prompt.Prompt): Generation => {
  const transcript = readTranscript(prompt)
  const plan = planOf(transcript)
  const text = plan._tag === "Answer" ? wordReplies(plan.replies, transcript.passages) : ""
  const calls = (plan._tag === "Call" ? plan.calls : []).map(({ name, params }, at) => ({
    id: `call_${prompt.content.length}_${at + 1}`,
    name,
    params
  }))
  return {
    text,
    calls,
    inputTokens: prompt.content.reduce((sum, { content }) => sum + tokenCount(content), 0),
    outputTokens: calls.reduce((sum, { params }) => sum + 1 + tokenCount(params), tokenCount(text)),
    reason: calls.length > 0 ? "tool-calls" : "stop"
  }
}

/** The generation as one response. */
export const wholeParts = (generation: Generation): Response.PartEncoded[] => [
  ...(generation.text === "" ? [] : [{ type: "text" as const, text: generation.text }]),
  ...generation.calls.map((call) => ({ type: "tool-call" as const, ...call })),
  finishPart(generation)
]

/** The generation as a stream, one token a part. */
export const streamParts = (generation: Generation): Response.StreamPartEncoded[] => [
  ...textParts(generation.text),
  ...generation.calls.flatMap(callParts),
  finishPart(generation)
]

const textParts = (text: string): Response.StreamPartEncoded[] => {
  if (text === "") return []
  const id = "text"
  return [
    { type: "text-start", id },
    ...tokensOf(text).map((delta) => ({ type: "text-delta" as const, id, delta })),
    { type: "text-end", id }
  ]
}

const callParts = ({ id, name, params }: GeneratedCall): Response.StreamPartEncoded[] => [
  { type: "tool-params-start", id, name },
  ...tokensOf(JSON.stringify(params)).map((delta) => ({
    type: "tool-params-delta" as const,
    id,
    delta
  })),
  { type: "tool-params-end", id },
  { type: "tool-call", id, name, params }
]

const finishPart = ({
  reason,
  inputTokens,
  outputTokens
}: Generation): Response.FinishPartEncoded => ({
  type: "finish",
  reason,
  usage: {
    inputTokens: {
      total: inputTokens,
      uncached: inputTokens,
      cacheRead: undefined,
      cacheWrite: undefined
    },
    outputTokens: { total: outputTokens, text: outputTokens, reasoning: undefined }
  },
  response: undefined
})
