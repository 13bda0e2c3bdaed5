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
import { knownPosition } from "./known-position.ts"
import { CHUNK_BYTES } from "./read-logs.ts"
import { makeShapes } from "./shape/shapes.ts"

export interface FollowedLogs {
  /** Reads what is new everywhere; gives the logs there are now, newest first. */
  readonly scan: () => Promise<readonly FoundLog[]>
  readonly counts: () => LineCounts
  /** During the first scan: what was not read yet is left out, every log goes on at its end. After it nothing is. */
  readonly leaveOutRest: () => void
  readonly leftOut: () => LeftOut
  /** Where reading of each log stands that something was read from, or stood when it was last met. */
  readonly positions: () => readonly Position[]
  /** After the call nothing reaches the sink any more. */
  readonly stop: () => void
  /** Stops, and resolves when all files are closed. */
  readonly close: () => Promise<void>
}

export interface FollowOptions extends Pick<Following, "fileSystem" | "isLazy"> {
  /** Where to go on in logs that were read before. */
  readonly resume?: () => Promise<readonly Position[]>
  /** See `Following`. */
  readonly passOn?: (() => Promise<void>) | undefined
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
  { fileSystem, isLazy, resume, passOn, lastBytes, onProgress }: FollowOptions,
  sink: FollowSink
): FollowedLogs => {
  /** By identity, so that a rename is no change. */
  const followed = new Map<string, FollowedLog>()
  /** Where reading stood of logs that were not met yet. */
  let resumed = new Map<string, Position>()
  let isResumed = false
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
      if (following.isOnward) return
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
    isOnward: passOn !== undefined,
    passOn,
    onVoid: (position) => keepVoid(position),
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

  /** A copy of the log as it was may be met yet, also by the next process. */
  const keepVoid = (position: Position) => {
    const { offset, mark } = position
    const identity = `${position.identity} before ${offset} ${mark.toString("base64")}`
    resumed.set(identity, { ...position, identity })
    for (const oldest of resumed.keys()) if (resumed.size > MAX_UNMET) resumed.delete(oldest)
  }

  const startOf = async (found: FoundLog): Promise<FollowStart> => {
    const from = await resumeAt(found)
    if (!isCold || from !== undefined) return { from }
    const { size } = found.stat
    const bytes = Math.min(size, room)
    room -= bytes
    return { leaveOut: bytes < size ? size - bytes : undefined }
  }

  const resumeAt = async (found: FoundLog): Promise<Position | undefined> => {
    const own = resumed.get(found.stat.identity)
    if (!following.isOnward) {
      resumed.delete(found.stat.identity)
      return own
    }
    const others = [...resumed.values(), ...positionsOf(followed)]
    const known = await knownPosition(
      found,
      own === undefined ? others : [own, ...others],
      fileSystem
    )
    if (own !== undefined) {
      resumed.delete(own.identity)
      if (known?.offset !== own.offset) keepVoid(own)
    }
    // The lines before are counted where they were read.
    return known === undefined || known.offset === own?.offset
      ? known
      : { ...known, counts: noLines() }
  }

  const take = async (found: FoundLog, rank: number): Promise<PathProblem[]> => {
    const { identity } = found.stat
    let log = followed.get(identity)
    if (log === undefined) {
      try {
        log = followLog({ path: found.path }, identity, following, await startOf(found))
      } catch (cause) {
        return isMissing(cause) ? [] : [pathProblem(found.path, cause)]
      }
      followed.set(identity, log)
    }
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
    if (!isResumed) {
      const positions = (await resume?.()) ?? []
      resumed = new Map(positions.map((position) => [position.identity, position]))
      isResumed = true
    }
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
    leaveOutRest: () => {
      isSkipping = isCold
    },
    leftOut: () => ({
      bytes: [...leftOut.values()].reduce((sum, bytes) => sum + bytes, 0),
      files: leftOut.size
    }),
    counts: () =>
      [...followed.values()].reduce((sum, log) => addCounts(sum, log.counts()), retired),
    positions: () => [...resumed.values(), ...positionsOf(followed)],
    stop: () => {
      isClosed = true
    },
    close: async () => {
      isClosed = true
      await active
      await Promise.all([...followed.values()].map((log) => log.release()))
    }
  }
}

const positionsOf = (followed: ReadonlyMap<string, FollowedLog>): readonly Position[] =>
  [...followed.values()].flatMap((log) => log.position() ?? [])

/** Positions kept of logs that are out of sight, or were emptied: a folder may be mounted again, a copy be found. */
const MAX_UNMET = 1_000
/** Handles kept open on the newest logs; the others are opened when they change. */
const MAX_OPEN = 32
/** Handles kept open on logs that were moved out of sight, in case their writer has not noticed. */
const MAX_MOVED = 16
