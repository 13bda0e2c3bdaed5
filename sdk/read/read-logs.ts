/** Logs from their first byte to their last, once: what a report reads. */

import { discoverLogs } from "./discover.ts"
import { makeDuplicateFilter } from "./duplicate-filter.ts"
import type { Progress } from "./followed-logs.ts"
import { nodeFileSystem, type FileSystem } from "./file-system.ts"
import { addCounts, noLines, type LineCounts, type RecordSink } from "./log-decoder.ts"
import { pathProblem } from "./problem.ts"
import { makeRecordScanner } from "./shape/record-scanner.ts"
import type { Rows } from "./shape/row.ts"
import { makeShapes, type Shapes } from "./shape/shapes.ts"

/** Takes lines of known shapes many at a time, as `RowSink.onRows` does. */
export interface CountedRows {
  readonly shapes: Shapes
  readonly onRows: (rows: Rows) => void
}

export interface ReadOptions {
  readonly fileSystem?: FileSystem
  /**
   * Whether records decode what is seldom asked for when it is asked for: three times as fast, for a store. Such a record is
   * read property by property; a copy by spreading lacks some.
   */
  readonly isLazy?: boolean
  /** Told after each piece of a file; standard input has no size and is not told. */
  readonly onProgress?: (progress: Progress) => void
  /** Ends reading early: what was read until then has been handed over and counts. */
  readonly signal?: AbortSignal
  /** Gets lines of known shapes in place of `onRecord`; copies of a line are then not looked for. */
  readonly rows?: CountedRows
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
  const { fileSystem = nodeFileSystem, isLazy = false, onProgress, rows, signal } = options
  const duplicates = makeDuplicateFilter()
  const { logs, readsStdin, problems } = await discoverLogs(paths, fileSystem)
  for (const problem of problems) sink.onProblem(problem)
  const shapes = rows?.shapes ?? makeShapes()
  const scannerOf = (path: string) =>
    makeRecordScanner(
      { path },
      {
        onRow: (row) => {
          const record = row.record()
          sink.onRecord(isLazy ? record : record.toJSON(), { file: path, line: row.line })
        },
        ...(rows && { onRows: rows.onRows }),
        onRecord: (record, origin) => sink.onRecord(record, origin),
        onProblem: (problem) => sink.onProblem(problem)
      },
      rows === undefined ? { shapes, duplicates } : { shapes }
    )
  const isEnded = () => signal?.aborted === true
  let counts = noLines()
  const totalBytes = logs.reduce((sum, { stat }) => sum + stat.size, 0)
  let readBytes = 0
  for (const [readFiles, log] of logs.entries()) {
    const scanner = scannerOf(log.path)
    const [first, second] = scanner.rooms
    const part = rows === undefined ? CHUNK_BYTES : first.length
    const rooms = [first.subarray(0, part), second.subarray(0, part)] as const
    const chunks = chunksOf(log.path, fileSystem, rooms)
    for await (const chunk of guarded(log.path, chunks, sink)) {
      if (isEnded()) break
      scanner.push(chunk)
      readBytes += chunk.length
      const all = { totalBytes: Math.max(totalBytes, readBytes), totalFiles: logs.length }
      onProgress?.({ readBytes, readFiles, ...all })
    }
    counts = addCounts(counts, scanner.counts)
  }
  if (readsStdin && !isEnded()) {
    const scanner = scannerOf("stdin")
    const chunks = options.stdin ?? process.stdin
    for await (const chunk of guarded("stdin", chunks, sink)) {
      if (isEnded()) break
      scanner.push(chunk)
    }
    if (!isEnded()) scanner.end()
    counts = addCounts(counts, scanner.counts)
  }
  return counts
}

/** How much is read at a time where records are made of it: that takes a few milliseconds. */
export const CHUNK_BYTES = 262_144

/** Reads ahead: while one room's chunk is taken, the next is read into the other. */
async function* chunksOf(
  path: string,
  fileSystem: FileSystem,
  [first, second]: readonly [Buffer, Buffer]
): AsyncGenerator<Buffer> {
  const file = await fileSystem.open(path)
  let [room, other] = [first, second]
  const begin = (buffer: Buffer, position: number) => {
    const reading = file.read(buffer, position)
    // A failure is told where it is waited for; until then it is not one that nobody handles.
    reading.catch(() => undefined)
    return reading
  }
  let position = 0
  let reading = begin(room, position)
  try {
    for (;;) {
      const bytes = await reading
      if (bytes === 0) return
      position += bytes
      reading = begin(other, position)
      yield room.subarray(0, bytes)
      ;[room, other] = [other, room]
    }
  } finally {
    // A file is not closed, nor a room lent again, under a read.
    await Promise.allSettled([reading])
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
