/** A recording: what a model answered, by the situation it was asked in, as JSON lines. It holds what people said. */
import { Data, Effect, Option, Schema } from "effect"
import { readFile } from "node:fs/promises"
import type { Part } from "../model-stream.ts"

/** The first line. */
export const Header = Schema.Struct({
  recording: Schema.Literal(1),
  /** The name of the model that was recorded. */
  model: Schema.NonEmptyString
})

/** Each further line: one answer. */
export const Exchange = Schema.Struct({
  /** `situationOf` the prompt. */
  situation: Schema.String,
  /** `heardIn` the prompt: what the values in the parts came from. */
  heard: Schema.Array(Schema.Unknown),
  /** Each part with the milliseconds from the request to it. */
  parts: Schema.Array(
    Schema.Struct({
      atMs: Schema.Finite,
      part: Schema.StructWithRest(Schema.Struct({ type: Schema.String }), [
        Schema.Record(Schema.String, Schema.Unknown)
      ])
    })
  )
})

export interface RecordedExchange extends Pick<typeof Exchange.Type, "situation" | "heard"> {
  readonly parts: ReadonlyArray<{ readonly atMs: number; readonly part: Part }>
}

export interface Recording {
  readonly model: string
  /** By situation. What was recorded first is what is replayed. */
  readonly exchanges: ReadonlyMap<string, RecordedExchange>
}

/** The file cannot be read, is no recording, or must not be written to. */
export class RecordingUnusable extends Data.TaggedError("RecordingUnusable")<{
  readonly file: string
  readonly problem: string
}> {
  override get message(): string {
    return `The recording ${this.file} cannot be used: ${this.problem}.`
  }
}

const decodeHeader = Schema.decodeUnknownOption(Schema.fromJsonString(Header))
const decodeExchange = Schema.decodeUnknownOption(Schema.fromJsonString(Exchange))

/** A last line without its end was being written when the recording process died: it is left out. */
export const readRecording = (file: string): Effect.Effect<Recording, RecordingUnusable> =>
  Effect.gen(function* () {
    const text = yield* Effect.tryPromise({
      try: () => readFile(file, "utf8"),
      catch: (cause) => new RecordingUnusable({ file, problem: codeOf(cause) })
    })
    const [first = "", ...lines] = text.split("\n").slice(0, -1)
    const header = decodeHeader(first)
    if (Option.isNone(header)) {
      return yield* new RecordingUnusable({ file, problem: "its first line is no header" })
    }
    const exchanges = new Map<string, RecordedExchange>()
    for (const [at, line] of lines.entries()) {
      const exchange = decodeExchange(line)
      if (Option.isNone(exchange)) {
        return yield* new RecordingUnusable({ file, problem: `line ${at + 2} is no exchange` })
      }
      const { situation } = exchange.value
      // The language model decodes each part again, and refuses what is none.
      if (!exchanges.has(situation)) exchanges.set(situation, exchange.value as RecordedExchange)
    }
    return { model: header.value.model, exchanges }
  })

export const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error"
