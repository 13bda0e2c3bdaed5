/** First readings of logs: how far all that are under way have come, and what they left out when they were stopped. */
import type { FollowedLogs, FollowLogs, LeftOut, ReadingProgress } from "./log-source.ts"

export interface Readings {
  /** Follows logs as they are followed without it, and watches the first reading. */
  readonly followLogs: FollowLogs
  /** Of all first readings under way together; undefined when there is none. */
  readonly progress: () => ReadingProgress | undefined
  /** Logs of which nothing more is read but what is written from now on. */
  readonly leftOut: () => LeftOut
  /** What was read stays; what was not is left out. */
  readonly stop: () => void
  /** Reads everything again where something was left out. */
  readonly readAll: () => void
  /** Called at every step; until the answer is called. */
  readonly onDidChange: (listener: () => void) => { readonly dispose: () => void }
}

interface Reading {
  readonly followed: FollowedLogs
  readonly startOver: () => void
  /** Undefined once everything is read. */
  progress: ReadingProgress | undefined
}

export const createReadings = (follow: FollowLogs): Readings => {
  const readings = new Set<Reading>()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  return {
    followLogs: (request) => {
      let isOver = false
      const reading: Reading = {
        followed: follow({
          ...request,
          onProgress: (progress) => {
            if (isOver) return
            reading.progress = progress
            changed()
          }
        }),
        startOver: request.sink.onReset,
        progress: undefined
      }
      readings.add(reading)
      const end = () => {
        isOver = true
        reading.progress = undefined
        changed()
      }
      void reading.followed.caughtUp.then(end, end)
      return {
        ...reading.followed,
        close: () => {
          readings.delete(reading)
          end()
          return reading.followed.close()
        }
      }
    },
    progress: () => {
      const running = [...readings].flatMap(({ progress }) => progress ?? [])
      return running.length === 0 ? undefined : running.reduce(addProgress)
    },
    leftOut: () =>
      [...readings]
        .map(({ followed }) => followed.leftOut())
        .reduce(
          (sum, { bytes, files }) => ({ bytes: sum.bytes + bytes, files: sum.files + files }),
          {
            bytes: 0,
            files: 0
          }
        ),
    stop: () => {
      for (const { followed } of readings) followed.leaveOutRest()
    },
    readAll: () => {
      // Starting over ends a reading and begins another one, of which nothing is left out.
      for (const { followed, startOver } of readings) {
        if (followed.leftOut().bytes > 0) startOver()
      }
    },
    onDidChange: (listener) => {
      listeners.add(listener)
      return { dispose: () => void listeners.delete(listener) }
    }
  }
}

const addProgress = (a: ReadingProgress, b: ReadingProgress): ReadingProgress => ({
  readBytes: a.readBytes + b.readBytes,
  totalBytes: a.totalBytes + b.totalBytes,
  readFiles: a.readFiles + b.readFiles,
  totalFiles: a.totalFiles + b.totalFiles
})
