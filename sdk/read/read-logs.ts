/** Logs from their first byte to their last, once: what a report reads. */

import { discoverLogs } from "./discover.ts"
import { makeDuplicateFilter } from "./duplicate-filter.ts"
import { nodeFileSystem, type FileSystem } from "./file-system.ts"
import {
  addCounts,
  makeLogDecoder,
  noLines,
  type LineCounts,
  type RecordSink
} from "./log-decoder.ts"
import { pathProblem } from "./problem.ts"

export interface ReadOptions {
  readonly fileSystem?: FileSystem
  /** What `-` reads. */
  readonly stdin?: AsyncIterable<Buffer>
}

/**
 * Reads every log the paths mean (see `discoverLogs`), newest file first, in constant memory, and tells how the lines fared. A last line
 * without its newline is still being written: it is not counted, except on standard input, which ends. Rejects only
 * with what the sink throws.
 */
export const readLogs = async (
  paths: readonly string[],
  sink: RecordSink,
  options: ReadOptions = {}
): Promise<LineCounts> => {
  const { fileSystem = nodeFileSystem } = options
  const duplicates = makeDuplicateFilter()
  const { logs, readsStdin, problems } = await discoverLogs(paths, fileSystem)
  for (const problem of problems) sink.onProblem(problem)
  let counts = noLines()
  for (const log of logs) {
    const decoder = makeLogDecoder(log, sink, duplicates)
    for await (const chunk of guarded(log.path, chunksOf(log.path, fileSystem), sink)) {
      decoder.push(chunk)
    }
    counts = addCounts(counts, decoder.counts)
  }
  if (readsStdin) {
    const decoder = makeLogDecoder({ path: "stdin" }, sink, duplicates)
    for await (const chunk of guarded("stdin", options.stdin ?? process.stdin, sink))
      decoder.push(chunk)
    decoder.end()
    counts = addCounts(counts, decoder.counts)
  }
  return counts
}

/** How much is read at a time: decoding this much takes a few milliseconds. */
export const CHUNK_BYTES = 262_144

async function* chunksOf(path: string, fileSystem: FileSystem): AsyncGenerator<Buffer> {
  const file = await fileSystem.open(path)
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    let position = 0
    for (;;) {
      const bytes = await file.read(buffer, position)
      if (bytes === 0) return
      position += bytes
      yield buffer.subarray(0, bytes)
    }
  } finally {
    await file.close()
  }
}

/** Ends where `chunks` fail, telling the sink why; what the consumer throws stays the consumer's. */
async function* guarded(
  path: string,
  chunks: AsyncIterable<Buffer>,
  sink: RecordSink
): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (cause) {
    sink.onProblem(pathProblem(path, cause))
  }
}
