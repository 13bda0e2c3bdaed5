/** One growing log: where reading stands, and whether the file is still the one that was read. */

import type { LapRecord } from "../record/record.ts"
import type { Position } from "./checkpoint.ts"
import type { DuplicateFilter } from "./duplicate-filter.ts"
import type { FileStat, FileSystem, OpenFile } from "./file-system.ts"
import { bytesBefore, lineStart } from "./line-start.ts"
import { addCounts, noLines, type LineCounts, type LogFile } from "./log-decoder.ts"
import { isMissing, type ReadProblem } from "./problem.ts"
import { makeRecordScanner } from "./shape/record-scanner.ts"
import type { Shapes } from "./shape/shapes.ts"

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
  readonly shapes: Shapes
  readonly isLazy: boolean
  readonly sink: FollowSink
  /** Lent to one read at a time. */
  readonly buffer: Buffer
  readonly isClosed: () => boolean
  /** Whether records are passed on and cannot be taken back: a line that comes again in another file is a duplicate for good. */
  readonly isOnward: boolean
  /** Told where reading of a log stood that is another now. */
  readonly onVoid: (position: Position) => void
  /** Awaited after records were handed over, before more is read. */
  readonly passOn?: (() => Promise<void>) | undefined
  /** Whether what is there and was not read is to be left out. */
  readonly isSkipping: () => boolean
  /** Told how many bytes of a log were left out, at each reading of it. */
  readonly onLeftOut: (log: LogFile, bytes: number) => void
  /** Told after each piece of a log: how far it is read, in bytes. */
  readonly onProgress?: ((log: LogFile, offset: number) => void) | undefined
}

export interface FollowedLog {
  readonly counts: () => LineCounts
  /** After the last line handed over; undefined when reading has to begin at the first byte. */
  readonly position: () => Position | undefined
  /** Where the file is now; `log.path` stays what it was at first. */
  readonly path: () => string
  /** Reads what is new when `stat` shows a change. Rejects with the file system's error; the next call goes on. */
  readonly advance: (path: string, stat: FileStat) => Promise<void>
  /** The file, by its open handle even after its name is gone; undefined when it cannot be found any more. */
  readonly find: () => Promise<FileStat | undefined>
  /** What was read is void; it is read again from where reading began. */
  readonly reset: () => void
  readonly release: () => Promise<void>
}

export interface FollowStart {
  /** Where reading stood before. */
  readonly from?: Position | undefined
  /** The line that this byte is in is the first to be read; those before it are left out. */
  readonly leaveOut?: number | undefined
}

/** Follows the file of this identity (see `FileStat`), from its first byte unless `start` says otherwise. */
export const followLog = (
  log: LogFile,
  identity: string,
  following: Following,
  { from, leaveOut }: FollowStart = {}
): FollowedLog => {
  const { fileSystem, duplicates, shapes, isLazy, sink, buffer } = following
  let batch: LapRecord[] = []
  const begin = () =>
    makeRecordScanner(
      log,
      {
        onRow: (row) => void batch.push(isLazy ? row.record() : row.record().toJSON()),
        onRecord: (record) => void batch.push(record),
        onProblem: (problem) =>
          sink.onProblem(
            "line" in problem && !isNumbered ? { ...problem, line: undefined } : problem
          )
      },
      { shapes, duplicates }
    )
  /** Whether reading began at the first byte, so that the lines before are known by number. */
  let isNumbered = from === undefined
  let scanner = begin()
  let path = log.path
  let file: OpenFile | undefined
  let offset = from?.offset ?? 0
  /** The bytes just before `offset`: when they are others, the file is another. */
  let mark = from?.mark ?? NOTHING
  let head = from?.head ?? NOTHING
  /** Of the lines that were read before a restart. */
  let before = from?.counts ?? noLines()
  /** What is before this byte of the file is not read, now and after a reset. */
  let began = leaveOut ?? 0
  /** The byte up to which something is to be left out still. */
  let skipTo = leaveOut
  /** After the last whole line. */
  let position = from
  let last: FileStat | undefined
  /** Whether a change after the last look must have changed size or time: within one tick of the file's clock it need not. */
  let isSettled = false

  const reset = () => {
    if (!following.isOnward) duplicates.forget(log)
    else if (position !== undefined) following.onVoid(position)
    isNumbered = true
    scanner = begin()
    offset = 0
    mark = NOTHING
    head = NOTHING
    before = noLines()
    skipTo = began === 0 ? undefined : began
    position = undefined
    last = undefined
    sink.onReset(log)
  }

  /** Goes on at the line that byte `to` is in, and tells how many bytes that leaves out. */
  const skip = async (open: OpenFile, to: number): Promise<number> => {
    const start = await lineStart(open, buffer, { at: to, least: offset })
    const bytes = start - offset
    if (bytes === 0) return 0
    before = counts()
    isNumbered = false
    scanner = begin()
    mark = await bytesBefore(open, start, MARK_BYTES)
    offset = start
    position = { identity, offset, head, mark, counts: before }
    return bytes
  }

  /** Whether there was something to hand over. */
  const deliver = (): boolean => {
    if (batch.length === 0) return false
    const records = batch
    batch = []
    sink.onRecords(records, log)
    return true
  }

  /** Reads the mark and what follows in one call, so that a change between two calls cannot hide. */
  const readOn = async (open: OpenFile) => {
    while (!following.isClosed()) {
      if (following.isSkipping()) skipTo = (await open.stat()).size
      if (skipTo !== undefined) {
        following.onLeftOut(log, await skip(open, skipTo))
        skipTo = undefined
      }
      const start = offset - mark.length
      const bytes = await open.read(buffer, start)
      if (!buffer.subarray(0, Math.min(bytes, mark.length)).equals(mark)) {
        began = 0
        reset()
        continue
      }
      // What is not handed over must not count as read.
      if (bytes === mark.length || following.isClosed()) return
      if (start === 0 && mark.length === 0)
        head = Buffer.from(buffer.subarray(0, Math.min(bytes, HEAD_BYTES)))
      scanner.push(buffer.subarray(mark.length, bytes))
      offset = start + bytes
      const lineEnd = buffer.lastIndexOf(NEWLINE, bytes - 1) + 1
      // Of a log that gave nothing, such as one of UTF-16, the first bytes are looked at again.
      if (lineEnd > mark.length && counts().accepted > 0) {
        const end = start + lineEnd
        position = { identity, offset: end, head, mark: markAt(lineEnd), counts: counts() }
      }
      mark = markAt(bytes)
      following.onProgress?.(log, offset)
      if (deliver()) await following.passOn?.()
    }
  }

  const counts = () => addCounts(before, scanner.counts)
  const markAt = (end: number) => Buffer.from(buffer.subarray(Math.max(0, end - MARK_BYTES), end))

  const release = async () => {
    const closing = file
    file = undefined
    await closing?.close()
  }

  return {
    reset,
    release,
    counts,
    position: () => position,
    path: () => path,
    find: async () => {
      if (file !== undefined) return await file.stat()
      try {
        const stat = await fileSystem.stat(path)
        return stat.identity === identity ? stat : undefined
      } catch (cause) {
        if (isMissing(cause)) return undefined
        throw cause
      }
    },
    advance: async (newPath, stat) => {
      path = newPath
      if (isSettled && stat.size === last?.size && stat.modifiedMs === last.modifiedMs) return
      const lookedAtMs = Date.now()
      if (file === undefined) {
        file = await fileSystem.open(path)
        // Swapped since it was listed: the next scan meets the other file.
        if ((await file.stat()).identity !== identity) return await release()
      }
      await readOn(file)
      last = stat
      isSettled = lookedAtMs - stat.modifiedMs > CLOCK_TICK_MS
    }
  }
}

const NEWLINE = 0x0a
const NOTHING = Buffer.alloc(0)
const MARK_BYTES = 64
/** The header of a run is in there, whose id no other has. */
const HEAD_BYTES = 256
/** The coarsest clock of a file system in use (FAT). */
const CLOCK_TICK_MS = 2_000
