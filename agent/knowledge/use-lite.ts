/** Universal Sentence Encoder Lite from npm packages: English, 512 dimensions, offline, on a thread of its own. */
import { Effect, type Scope } from "effect"
import { Worker } from "node:worker_threads"
import { EmbeddingFailed, type EmbeddingModel, makeEmbedder, type Vector } from "./embedder.ts"

export interface WorkerRequest {
  readonly id: number
  readonly texts: readonly string[]
}

export type WorkerAnswer =
  | { readonly id: number; readonly vectors: readonly Vector[] }
  | { readonly id: number; readonly error: string }

export const USE_LITE = "use-lite"

/**
 * Starts the thread and does not wait until the model is loaded: the first call does. The thread ends with the scope;
 * should it end before, the calls under way and all later ones fail.
 */
export const useLiteEmbedder = (
  entry: URL = new URL("use-lite-worker.ts", import.meta.url)
): Effect.Effect<EmbeddingModel, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => startThread(entry)),
      (thread) => Effect.promise(thread.stop)
    ),
    ({ ask }) =>
      makeEmbedder({
        model: USE_LITE,
        provider: "energetic-ai",
        run: (texts) => Effect.map(ask(texts), (vectors) => ({ vectors }))
      })
  )

type Settle = (result: Effect.Effect<readonly Vector[], EmbeddingFailed>) => void

const startThread = (entry: URL) => {
  const worker = new Worker(entry)
  const waiting = new Map<number, Settle>()
  let ended: EmbeddingFailed | undefined
  let requests = 0
  // Waiting for work must not keep the process alive; being at work must.
  const settle = (id: number, result: Effect.Effect<readonly Vector[], EmbeddingFailed>) => {
    waiting.get(id)?.(result)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
  }
  const end = (reason: string, cause?: unknown) => {
    ended ??= new EmbeddingFailed({ model: USE_LITE, reason, cause })
    for (const id of waiting.keys()) settle(id, Effect.fail(ended))
  }
  worker.unref()
  worker.on("message", (answer: WorkerAnswer) => {
    const failed = "error" in answer
    settle(
      answer.id,
      failed
        ? Effect.fail(new EmbeddingFailed({ model: USE_LITE, reason: answer.error }))
        : Effect.succeed(answer.vectors)
    )
  })
  worker.on("error", (cause) => end(cause instanceof Error ? cause.message : String(cause), cause))
  worker.on("exit", () => end("its thread has ended"))
  return {
    ask: (texts: readonly string[]) =>
      Effect.callback<readonly Vector[], EmbeddingFailed>((resume) => {
        if (ended !== undefined) return resume(Effect.fail(ended))
        const id = requests++
        waiting.set(id, resume)
        worker.ref()
        worker.postMessage({ id, texts } satisfies WorkerRequest, [])
      }),
    stop: () => worker.terminate()
  }
}
