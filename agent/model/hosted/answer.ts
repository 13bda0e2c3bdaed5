/** An answer while it arrives: pieces of text, thought and tool input to well-formed stream parts. */
import { type Prompt, type Response, Tool } from "effect/ai"
import type { Part } from "../model-stream.ts"

export interface Answer {
  readonly say: (kind: "text" | "reasoning", delta: string) => Part[]
  /** More about the tool call of this key; the first that names the tool opens the call. */
  readonly call: (key: string, piece: CallPiece) => Part[]
  readonly isEmpty: () => boolean
  /** Ends whatever is open. */
  readonly finish: (reason: Response.FinishReason, usage: Usage) => Part[]
}

export interface CallPiece {
  readonly id?: string | null | undefined
  readonly name?: string | null | undefined
  /** A piece of the input's JSON, cut anywhere. */
  readonly input?: string | null | undefined
}

/** Tokens; undefined where the provider did not say. */
export interface Usage {
  readonly input?: number | undefined
  /** Part of `input`: read from the provider's cache, at a lower price. */
  readonly cached?: number | undefined
  readonly output?: number | undefined
}

interface Call {
  id: string
  name: string
  input: string
  isOpen: boolean
}

export const makeAnswer = (prompt: Prompt.Prompt): Answer => {
  let block: { readonly kind: "text" | "reasoning"; readonly id: string } | undefined
  let blocks = 0
  const calls = new Map<string, Call>()

  const endBlock = (): Part[] => {
    if (block === undefined) return []
    const { kind, id } = block
    block = undefined
    return [{ type: `${kind}-end`, id }]
  }

  const say: Answer["say"] = (kind, delta) => {
    if (delta === "") return []
    if (block?.kind === kind) return [{ type: `${kind}-delta`, id: block.id, delta }]
    const ended = endBlock()
    blocks += 1
    const id = `${kind}_${blocks}`
    block = { kind, id }
    return [...ended, { type: `${kind}-start`, id }, { type: `${kind}-delta`, id, delta }]
  }

  const call: Answer["call"] = (key, piece) => {
    const found = calls.get(key)
    const call = found ?? { id: "", name: "", input: "", isOpen: false }
    if (found === undefined) calls.set(key, call)
    // Some servers give no id: one that no other call of the conversation has.
    if (call.id === "") call.id = piece.id || `call_${prompt.content.length}_${calls.size}`
    if (call.name === "") call.name = piece.name ?? ""
    const input = piece.input ?? ""
    call.input += input
    if (call.isOpen) return input === "" ? [] : [delta(call.id, input)]
    if (call.name === "") return []
    call.isOpen = true
    return [...start(call), ...(call.input === "" ? [] : [delta(call.id, call.input)])]
  }

  const endCall = (call: Call): Part[] => [
    ...(call.isOpen ? [] : start(call)),
    { type: "tool-params-end", id: call.id },
    { type: "tool-call", id: call.id, name: call.name, params: inputOf(call.input) }
  ]

  return {
    say,
    call,
    isEmpty: () => blocks === 0 && calls.size === 0,
    finish: (reason, usage) => [
      ...endBlock(),
      ...[...calls.values()].flatMap(endCall),
      finishPart(reason, usage)
    ]
  }
}

const start = ({ id, name }: Call): Part[] => [{ type: "tool-params-start", id, name }]
const delta = (id: string, delta: string): Part => ({ type: "tool-params-delta", id, delta })

/** Text that is no JSON is handed on as it is: the tool refuses it, and the model reads why. */
const inputOf = (json: string): unknown => {
  if (json.trim() === "") return {}
  try {
    return Tool.unsafeSecureJsonParse(json)
  } catch {
    // A model can write anything.
    return json
  }
}

const finishPart = (
  reason: Response.FinishReason,
  { input, cached, output }: Usage
): Response.FinishPartEncoded => ({
  type: "finish",
  reason,
  usage: {
    inputTokens: {
      total: input,
      uncached: input === undefined ? undefined : input - (cached ?? 0),
      cacheRead: cached,
      cacheWrite: undefined
    },
    outputTokens: { total: output, text: output, reasoning: undefined }
  },
  response: undefined
})

/** A tool's input as protocols carry it: an object, also when the model wrote something else. */
export const inputObject = (params: unknown): object =>
  typeof params === "object" && params !== null && !Array.isArray(params)
    ? params
    : { invalid: params }
