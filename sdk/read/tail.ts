/** Logs followed while they grow: by file events where there are any, by looking again where there are none. */

import { dirname } from "node:path"
import { nodeFileSystem, type FileSystem } from "./file-system.ts"
import { makeFolderWatchers } from "./folder-watchers.ts"
import type { FollowSink } from "./followed-log.ts"
import { followLogs } from "./followed-logs.ts"
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
}

export interface Tail {
  /** Looks now; resolves when every line complete at the call has been handed over. */
  readonly refresh: () => Promise<void>
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
  const logs = followLogs(paths, { fileSystem, isLazy }, sink)
  let isClosed = false
  let isEventWaiting = false
  let timer: NodeJS.Timeout | undefined
  let active = Promise.resolve()
  let queued: Promise<void> | undefined

  const schedule = (delayMs: number) => {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(() => void refresh(), delayMs)
  }

  const watchers = makeFolderWatchers(fileSystem, () => {
    if (isEventWaiting) return
    isEventWaiting = true
    schedule(EVENT_DELAY_MS)
  })

  const look = async () => {
    queued = undefined
    if (isClosed) return
    isEventWaiting = false
    try {
      const found = await logs.scan()
      await watchers.watch(new Set(found.map((log) => dirname(log.path))))
    } finally {
      schedule(isEventWaiting ? EVENT_DELAY_MS : pollMs)
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
    counts: logs.counts,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      watchers.close()
      await logs.close()
      await active
    }
  }
}

/** Events come in bursts; one look answers all that arrive in this time. */
const EVENT_DELAY_MS = 20
