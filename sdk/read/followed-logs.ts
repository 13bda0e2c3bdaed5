/** The logs that paths mean, kept up to date: new ones join, rotated ones are read to their end, deleted ones leave. */

import type { Position } from "./checkpoint.ts"
import { discoverLogs, type FoundLog } from "./discover.ts"
import { makeDuplicateFilter } from "./duplicate-filter.ts"
import type { FileStat } from "./file-system.ts"
import {
  followLog,
  type FollowedLog,
  type Following,
  type FollowSink,
  type FollowStart
} from "./followed-log.ts"
import { addCounts, noLines, type LineCounts, type LogFile } from "./log-decoder.ts"
import { describeProblem, errorCode, isMissing, pathProblem, type PathProblem } from "./problem.ts"
import { CHUNK_BYTES } from "./read-logs.ts"
import { makeShapes } from "./shape/shapes.ts"

export interface FollowedLogs {
  /** Reads what is new everywhere; gives the logs there are now, newest first. */
  readonly scan: () => Promise<readonly FoundLog[]>
  readonly counts: () => LineCounts
  /** During the first scan: what was not read yet is left out, every log goes on at its end. After it nothing is. */
  readonly skip: () => void
  readonly leftOut: () => LeftOut
  /** Where reading of each log stands that something was read from. */
  readonly positions: () => readonly Position[]
  /** After the call nothing reaches the sink any more. */
  readonly close: () => Promise<void>
}

export interface FollowOptions extends Pick<Following, "fileSystem" | "isLazy"> {
  /** Where to go on in logs that were read before. */
  readonly resume?: () => Promise<readonly Position[]>
  /** Of the logs that are there at first, newest first, so many bytes are read, at their ends and from the beginning of a line on. */
  readonly lastBytes?: number | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** How much is read of the logs there are. */
export interface Progress {
  readonly readBytes: number
  readonly totalBytes: number
  /** Logs that are read to their end. */
  readonly readFiles: number
  readonly totalFiles: number
}

/** What was there and is not read. */
export interface LeftOut {
  readonly bytes: number
  readonly files: number
}

export const followLogs = (
  paths: readonly string[],
  { fileSystem, isLazy, resume, lastBytes, onProgress }: FollowOptions,
  sink: FollowSink
): FollowedLogs => {
  /** By identity, so that a rename is no change. */
  const followed = new Map<string, FollowedLog>()
  let resumed: Map<string, Position> | undefined
  /** The logs there are, and how much of them is before the log that is being read. */
  let progress: Progress = { readBytes: 0, totalBytes: 0, readFiles: 0, totalFiles: 0 }
  let isCold = true
  /** Bytes that may still be read of the logs that are there. */
  let room = lastBytes ?? Infinity
  let isSkipping = false
  const leftOut = new Map<LogFile, number>()
  let told = new Set<string>()
  let retired = noLines()
  let isClosed = false
  let mustScanAgain = false
  let active: Promise<unknown> = Promise.resolve()

  const guardedSink: FollowSink = {
    onRecords: (records, log) => {
      if (!isClosed) sink.onRecords(records, log)
    },
    onProblem: (problem) => {
      if (!isClosed) sink.onProblem(problem)
    },
    onReset: (log) => {
      if (isClosed) return
      sink.onReset(log)
      // What other logs had in common with this one was dropped there as a duplicate, and is now missing.
      for (const other of followed.values()) {
        if (other.counts().duplicate === 0) continue
        other.reset()
        mustScanAgain = true
      }
    }
  }

  const following: Following = {
    fileSystem,
    duplicates: makeDuplicateFilter(),
    shapes: makeShapes(),
    isLazy,
    sink: guardedSink,
    buffer: Buffer.allocUnsafe(CHUNK_BYTES),
    isClosed: () => isClosed,
    isSkipping: () => isSkipping,
    onLeftOut: (log, bytes) => {
      if (bytes > 0) leftOut.set(log, bytes)
    },
    onProgress:
      onProgress &&
      ((_, offset) => {
        const readBytes = progress.readBytes + offset
        // What is written while it is read adds to both.
        const totalBytes = Math.max(progress.totalBytes, readBytes)
        if (!isClosed) onProgress({ ...progress, readBytes, totalBytes })
      })
  }

  const advance = async (
    log: FollowedLog,
    path: string,
    stat: FileStat
  ): Promise<PathProblem[]> => {
    try {
      await log.advance(path, stat)
      return []
    } catch (cause) {
      // Without a code it is no failure of the file system but what the sink threw.
      if (errorCode(cause) === undefined) throw cause
      await log.release()
      return isMissing(cause) ? [] : [pathProblem(path, cause)]
    }
  }

  const startOf = ({ stat }: FoundLog): FollowStart => {
    const from = resumed?.get(stat.identity)
    if (!isCold || from !== undefined) return { from }
    const bytes = Math.min(stat.size, room)
    room -= bytes
    return { leaveOut: bytes < stat.size ? stat.size - bytes : undefined }
  }

  const take = async (found: FoundLog, rank: number): Promise<PathProblem[]> => {
    const { identity } = found.stat
    const log =
      followed.get(identity) ?? followLog({ path: found.path }, identity, following, startOf(found))
    resumed?.delete(identity)
    followed.set(identity, log)
    const problems = await advance(log, found.path, found.stat)
    if (rank >= MAX_OPEN) await log.release()
    return problems
  }

  /** A log that was not listed: its handle still reads what came last, and tells a rotation from a deletion. */
  const miss = async (identity: string, log: FollowedLog, hasRoom: boolean) => {
    const stat = await log.find().catch(() => "unknown" as const)
    if (stat === "unknown") return
    if (stat !== undefined) await advance(log, log.path(), stat)
    if (stat !== undefined && !stat.isDeleted && hasRoom) return
    followed.delete(identity)
    await log.release()
    if (stat === undefined || stat.isDeleted) log.reset()
    else retired = addCounts(retired, log.counts())
  }

  const scanOnce = async (): Promise<readonly FoundLog[]> => {
    resumed ??= new Map((await resume?.())?.map((position) => [position.identity, position]))
    const { logs, problems } = await discoverLogs(paths, fileSystem)
    const totalBytes = logs.reduce((sum, { stat }) => sum + stat.size, 0)
    progress = { readBytes: 0, totalBytes, readFiles: 0, totalFiles: logs.length }
    const present = new Set(logs.map((log) => log.stat.identity))
    const missing = [...followed].filter(([identity]) => !present.has(identity))
    for (const [index, [identity, log]] of missing.entries()) {
      await miss(identity, log, index >= missing.length - MAX_MOVED)
    }
    const all = [...problems]
    for (const [rank, found] of logs.entries()) {
      if (!isClosed) all.push(...(await take(found, rank)))
      const { readBytes, readFiles } = progress
      progress = {
        ...progress,
        readBytes: readBytes + found.stat.size,
        readFiles: readFiles + 1
      }
    }
    for (const problem of all)
      if (!told.has(describeProblem(problem))) guardedSink.onProblem(problem)
    told = new Set(all.map(describeProblem))
    return logs
  }

  const scan = async (): Promise<readonly FoundLog[]> => {
    try {
      for (;;) {
        mustScanAgain = false
        const logs = await scanOnce()
        if (!mustScanAgain || isClosed) return logs
      }
    } finally {
      isCold = false
      isSkipping = false
    }
  }

  return {
    scan: () => {
      const scanning = scan()
      active = scanning.catch(() => undefined)
      return scanning
    },
    skip: () => {
      isSkipping = isCold
    },
    leftOut: () => ({
      bytes: [...leftOut.values()].reduce((sum, bytes) => sum + bytes, 0),
      files: leftOut.size
    }),
    counts: () =>
      [...followed.values()].reduce((sum, log) => addCounts(sum, log.counts()), retired),
    positions: () => [...followed.values()].flatMap((log) => log.position() ?? []),
    close: async () => {
      isClosed = true
      await active
      await Promise.all([...followed.values()].map((log) => log.release()))
    }
  }
}

/** Handles kept open on the newest logs; the others are opened when they change. */
const MAX_OPEN = 32
/** Handles kept open on logs that were moved out of sight, in case their writer has not noticed. */
const MAX_MOVED = 16
