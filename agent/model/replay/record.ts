/** Writes down what a model answers, beside answering it. */
import { Clock, Effect, Stream } from "effect"
import { appendFile, mkdir, writeFile } from "node:fs/promises"
import path from "node:path"
import type { ModelStream } from "../model-stream.ts"
import { codeOf, type RecordedExchange, RecordingUnusable } from "./recording.ts"
import { heardIn, situationOf } from "./situation.ts"

/**
 * The same model, recorded into a new file that only its owner may read. Only answers that came to their end are
 * recorded. Once begun, a recording that cannot be written is a warning: the agent goes on.
 */
export const recordedStream = (
  stream: ModelStream,
  { file, model }: { readonly file: string; readonly model: string }
): Effect.Effect<ModelStream, RecordingUnusable> =>
  Effect.as(begin(file, model), (options) =>
    Stream.unwrap(
      Effect.map(nowMs, (startMs) => {
        const { prompt } = options
        const parts: Array<RecordedExchange["parts"][number]> = []
        return stream(options).pipe(
          Stream.tap((part) =>
            Effect.map(nowMs, (atMs) => void parts.push({ atMs: atMs - startMs, part }))
          ),
          Stream.concat(
            Stream.fromEffectDrain(
              Effect.suspend(() =>
                append(file, { situation: situationOf(prompt), heard: heardIn(prompt), parts })
              )
            )
          )
        )
      })
    )
  )

const nowMs = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos) / 1e6)

const begin = (file: string, model: string): Effect.Effect<void, RecordingUnusable> =>
  Effect.tryPromise({
    try: async () => {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, `${JSON.stringify({ recording: 1, model })}\n`, {
        flag: "wx",
        mode: 0o600
      })
    },
    catch: (cause) => {
      const code = codeOf(cause)
      return new RecordingUnusable({
        file,
        problem: code === "EEXIST" ? "it exists, and is not overwritten" : code
      })
    }
  })

const append = (file: string, exchange: RecordedExchange): Effect.Effect<void> =>
  Effect.tryPromise({
    try: () => appendFile(file, `${JSON.stringify(exchange)}\n`),
    catch: codeOf
  }).pipe(
    Effect.catch((code) => Effect.logWarning("an answer could not be recorded", { file, code }))
  )
