/** Decodes a stream that arrives in given pieces, as a hosted model does. */
import { Effect, Stream } from "effect"
import { Prompt } from "effect/ai"
import { serverEvents } from "../../../../agent/model/hosted/events.ts"
import type { Protocol } from "../../../../agent/model/hosted/protocol.ts"
import type { Part } from "../../../../agent/model/model-stream.ts"

/** The parts, and the reason's name when the stream is no whole answer. */
export const decodePieces = (protocol: Protocol, pieces: readonly Uint8Array[]) => {
  const decoder = protocol.decoder(Prompt.make("hi"))
  const parts: Part[] = []
  const keep = (decoded: ReturnType<typeof decoder.read>) =>
    Effect.fromResult(decoded).pipe(
      Effect.map((more) => void parts.push(...more)),
      Effect.mapError((reason) => ({ reason }))
    )
  return Effect.runSync(
    serverEvents(Stream.fromIterable(pieces).pipe(Stream.rechunk(1))).pipe(
      Stream.mapEffect((event) => keep(decoder.read(event))),
      Stream.takeUntil(decoder.ended),
      Stream.runDrain,
      Effect.andThen(Effect.suspend(() => keep(decoder.end()))),
      Effect.match({
        onSuccess: () => ({ parts, failure: undefined }),
        onFailure: ({ reason }) => ({ parts, failure: reason._tag })
      })
    )
  )
}

export const decodeText = (protocol: Protocol, text: string) =>
  decodePieces(protocol, [Buffer.from(text)])

/** The bytes cut at these places, sorted. */
export const cutAt = (bytes: Buffer, places: readonly number[]): Uint8Array[] =>
  [...places, bytes.length].map((end, at) => bytes.subarray(places[at - 1] ?? 0, end))

/** What was said, called and reported; text and inputs joined. */
export const essence = (parts: readonly Part[]) => ({
  text: parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join(""),
  reasoning: parts.map((part) => (part.type === "reasoning-delta" ? part.delta : "")).join(""),
  spelt: parts.map((part) => (part.type === "tool-params-delta" ? part.delta : "")).join(""),
  calls: parts.flatMap((part) =>
    part.type === "tool-call" ? [{ id: part.id, name: part.name, params: part.params }] : []
  ),
  finish: parts.flatMap((part) =>
    part.type === "finish"
      ? [[part.reason, part.usage.inputTokens.total, part.usage.outputTokens.total]]
      : []
  )
})
