/** One growing log: where reading stands, and whether the file is still the one that was read. */

import type { LapRecord } from "../record/record.ts"
import type { DuplicateFilter } from "./duplicate-filter.ts"
import type { FileStat, FileSystem, OpenFile } from "./file-system.ts"
import { makeLogDecoder, type LineCounts, type LogFile } from "./log-decoder.ts"
import type { ReadProblem } from "./problem.ts"

export interface FollowSink {
  readonly onRecords: (records: readonly LapRecord[], log: LogFile) => void
  /** What was read from the log is void; what it holds now is read from byte 0 on. */
  readonly onReset: (log: LogFile) => void
  readonly onProblem: (problem: ReadProblem) => void
}

/** What all logs of one follower share. */
export interface Following {
  readonly fileSystem: FileSystem
  readonly duplicates: DuplicateFilter
  readonly sink: FollowSink
  /** Lent to one read at a time. */
  readonly buffer: Buffer
  readonly isClosed: () => boolean
}

export interface FollowedLog {
  readonly counts: () => LineCounts
  /** Reads what is new when `stat` shows a change. Rejects with the file system's error; the next call goes on. */
  readonly advance: (path: string, stat: FileStat) => Promise<void>
  /** What the open handle says about the file, also when its path is gone; undefined when none is open. */
  readonly statOpen: () => Promise<FileStat | undefined>
  readonly reset: () => void
  readonly release: () => Promise<void>
}

export const followLog = (log: LogFile, following: Following): FollowedLog => {
  const { fileSystem, duplicates, sink, buffer } = following
  let batch: LapRecord[] = []
  const recordSink = {
    onRecord: (record: LapRecord) => void batch.push(record),
    onProblem: sink.onProblem
  }
  let decoder = makeLogDecoder(log, recordSink, duplicates)
  let file: OpenFile | undefined
  let offset = 0
  /** The bytes just before `offset`: when they are others, the file is another. */
  let mark = NOTHING
  let last: FileStat | undefined

  const reset = () => {
    duplicates.forget(log)
    decoder = makeLogDecoder(log, recordSink, duplicates)
    offset = 0
    mark = NOTHING
    last = undefined
    sink.onReset(log)
  }

  const deliver = () => {
    if (batch.length === 0) return
    const records = batch
    batch = []
    sink.onRecords(records, log)
  }

  /** Reads the mark and what follows in one call, so that a change between two calls cannot hide. */
  const readOn = async (open: OpenFile) => {
    while (!following.isClosed()) {
      const start = offset - mark.length
      const bytes = await open.read(buffer, start)
      if (!buffer.subarray(0, Math.min(bytes, mark.length)).equals(mark)) {
        reset()
        continue
      }
      if (bytes === mark.length) return
      decoder.push(buffer.subarray(mark.length, bytes))
      offset = start + bytes
      mark = Buffer.from(buffer.subarray(Math.max(0, bytes - MARK_BYTES), bytes))
      deliver()
    }
  }

  const release = async () => {
    const closing = file
    file = undefined
    await closing?.close()
  }

  return {
    reset,
    release,
    counts: () => decoder.counts,
    statOpen: async () => await file?.stat(),
    advance: async (path, stat) => {
      if (stat.size === last?.size && stat.modifiedMs === last.modifiedMs) return
      if (file === undefined) {
        file = await fileSystem.open(path)
        // Swapped since it was listed: the next scan meets the other file.
        if ((await file.stat()).identity !== stat.identity) return await release()
      }
      await readOn(file)
      last = stat
    }
  }
}

const NOTHING = Buffer.alloc(0)
const MARK_BYTES = 64
