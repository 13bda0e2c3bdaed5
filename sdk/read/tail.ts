/** Logs followed while they grow: by file events where there are any, by looking again where there are none. */

import { dirname, join } from "node:path"
import type { Checkpoint } from "./checkpoint.ts"
import { DEFAULT_FOLDER } from "./discover.ts"
import { nodeFileSystem, type FileSystem } from "./file-system.ts"
import { makeFolderWatchers } from "./folder-watchers.ts"
import type { FollowSink } from "./followed-log.ts"
import { followLogs, type LeftOut, type Progress } from "./followed-logs.ts"
import { keepPositions } from "./kept-positions.ts"
import type { LineCounts } from "./log-decoder.ts"

/**
 * `onRecords` gives new records of one log, in the order of its lines. `onReset` says that a log was emptied, replaced or deleted:
 * forget every record it gave; what it holds now comes as new. `onProblem` tells each broken line, and a path that
 * cannot be read once until that changes.
 */
export type TailSink = FollowSink

export interface TailOptions {
  readonly fileSystem?: FileSystem
  /** Milliseconds from one look to the next when no event comes. */
  readonly pollMs?: number
  /** See `ReadOptions`. */
  readonly isLazy?: boolean
  /** Told after each piece of a log; `leaveOutRest` ends a first read that takes too long. Newest logs come first. */
  readonly onProgress?: (progress: Progress) => void
  /** Of the logs that are there at first, newest first, only so many bytes are read, at their ends and from whole lines on. */
  readonly lastBytes?: number
  /**
   * A file that keeps where reading stood, so that the next tail with it hands over only what came since: each line at least once, and
   * after a crash those of the last second again. Lines of before count; a copy of one of them is no duplicate.
   */
  readonly checkpoint?: string
  /**
   * For a consumer that passes records on: awaited before more is read and before the checkpoint is written, so that the positions in there
   * are those of records that were passed on. Records cannot be taken back then: resets are told, but no log is read again because of
   * another, and a copy of a log goes on where its original stood, also after a restart. Must not reject.
   */
  readonly passOn?: () => Promise<PassedOn>
}

/** `state` is kept in the checkpoint beside the positions. After `Failed` nothing more is read, and the checkpoint stays as it was. */
export type PassedOn =
  | { readonly _tag: "PassedOn"; readonly state: string | undefined }
  | { readonly _tag: "Failed" }

export interface Tail {
  /** Looks now; resolves when every line complete at the call has been handed over. */
  readonly refresh: () => Promise<void>
  /**
   * During the first look: leaves out what was not read yet, so that all logs go on at their ends; what was handed over stays. After a reset a
   * log is read whole. Later it does nothing.
   */
  readonly leaveOutRest: () => void
  /** What `leaveOutRest` and `lastBytes` left out. */
  readonly leftOut: () => LeftOut
  /** The lines of the logs as they are: a reset takes a log's lines back out. */
  readonly counts: () => LineCounts
  /** After the call nothing is handed over any more; resolves when all files are closed. */
  readonly close: () => Promise<void>
}

/**
 * Follows the logs the paths mean (see `discoverLogs`; standard input is not followed), those that appear later too, through
 * truncation, rotation by rename, deletion and recreation. Starts at once. The records handed over, less those reset,
 * are what `readLogs` would read, and those of logs moved away since.
 */
export const tailLogs = (
  paths: readonly string[],
  sink: TailSink,
  options: TailOptions = {}
): Tail => {
  const { fileSystem = nodeFileSystem, pollMs = 500, isLazy = false } = options
  const { lastBytes, onProgress } = options
  const keeper =
    options.checkpoint === undefined ? undefined : keepPositions(options.checkpoint, sink.onProblem)
  let state: string | undefined
  let isStopped = false
  const checkpoint = (): Checkpoint => ({ positions: logs.positions(), state })
  const passOn =
    options.passOn &&
    (async () => {
      const passed = await options.passOn?.()
      if (passed?._tag !== "PassedOn") {
        isStopped = true
        logs.stop()
        return
      }
      state = passed.state
      await keeper?.save(checkpoint())
    })
  const resume = async () => {
    const kept = await keeper?.load()
    state = kept?.state
    return kept?.positions ?? []
  }
  const logs = followLogs(
    paths,
    { fileSystem, isLazy, lastBytes, onProgress, passOn, ...(keeper && { resume }) },
    sink
  )
  let isClosed = false
  let isEventWaiting = false
  let lookedAtMs = Number.NEGATIVE_INFINITY
  let lookMs = 0
  let timer: NodeJS.Timeout | undefined
  let active = Promise.resolve()
  let queued: Promise<void> | undefined

  const schedule = (delayMs: number) => {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(() => void refresh(), delayMs)
  }

  // Where logs are to come, though there are none yet.
  const folders = paths.flatMap((path) => [path, join(path, DEFAULT_FOLDER)])

  /** Until the next look at an event, so that looking takes a fifth of the time at most. */
  const eventDelayMs = () => lookedAtMs + Math.max(MIN_EVENT_GAP_MS, 5 * lookMs) - performance.now()

  const watchers = makeFolderWatchers(fileSystem, () => {
    if (isEventWaiting || isClosed) return
    isEventWaiting = true
    const waitMs = eventDelayMs()
    // The first event of a burst is answered at once.
    if (waitMs <= 0) void refresh()
    else schedule(waitMs)
  })

  const look = async () => {
    queued = undefined
    if (isClosed) return
    isEventWaiting = false
    lookedAtMs = performance.now()
    try {
      const found = await logs.scan()
      await watchers.watch(new Set([...folders, ...found.map((log) => dirname(log.path))]))
      if (!isStopped) await keeper?.save(checkpoint())
    } finally {
      lookMs = performance.now() - lookedAtMs
      schedule(isEventWaiting ? eventDelayMs() : pollMs)
    }
  }

  /** One look at a time; calls during a look share the next one. */
  const refresh = (): Promise<void> => {
    if (queued === undefined) {
      queued = active.then(look)
      active = queued.catch(() => undefined)
    }
    return queued
  }

  void refresh()

  return {
    refresh,
    leaveOutRest: logs.leaveOutRest,
    leftOut: logs.leftOut,
    counts: logs.counts,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      watchers.close()
      await logs.close()
      await active
      if (!isStopped) await keeper?.write(checkpoint())
    }
  }
}

/** Events come in bursts; one look answers all that arrive in this time. */
const MIN_EVENT_GAP_MS = 5
