/** Appends batches of lines to the log of one run: keeps the file open, its first line there, and count of what is lost. */

import * as fs from "node:fs"
import { bytesStillThere, type LogFiles, openLog } from "./log-file.ts"
import { rotateLog, type Rotation } from "./log-rotation.ts"

export interface LogWriter {
  /** Writes whole lines; never throws, and never leaves half a line before a whole one. */
  readonly write: (lines: Uint8Array) => void
  readonly close: () => void
  /** Counts a line that could not even be made. */
  readonly lose: (cause: unknown) => void
  /** Lines that are not in the file. */
  readonly dropped: () => number
}

export interface LogWriterOptions {
  readonly path: string
  /** The first line of every file that is begun, newline included. */
  readonly header: () => string
  readonly warn: (message: string) => void
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
  readonly files?: LogFiles
  /** Absent: the file grows. */
  readonly rotation?: Rotation | undefined
}

/** How often the file is looked for under its name, and a failed opening tried again. */
const LOOK_MS = 500
const WARN_MS = 60_000

export const makeLogWriter = (options: LogWriterOptions): LogWriter => {
  const { files = fs, nowMs, path, rotation } = options
  let descriptor: number | undefined
  let needsHeader = true
  let isTorn = false
  let bytes = 0
  /** Whether anything but the header went to the file that is open. */
  let hasLines = false
  let rotateAgainMs = Number.NEGATIVE_INFINITY
  let isClosed = false
  let dropped = 0
  let lookedMs = Number.NEGATIVE_INFINITY
  let warnedMs = Number.NEGATIVE_INFINITY

  const warn = (cause: unknown): void => {
    if (nowMs() - warnedMs < WARN_MS) return
    warnedMs = nowMs()
    const reason = cause instanceof Error ? cause.message : String(cause)
    options.warn(`Lapline cannot write ${path}: ${reason}; lines lost so far: ${dropped}`)
  }

  const attempt = (run: () => void): void => {
    try {
      run()
    } catch (cause) {
      warn(cause)
    }
  }

  const release = (): void => {
    const open = descriptor
    descriptor = undefined
    if (open !== undefined) attempt(() => files.closeSync(open))
  }

  /** Opens the file where it is not open, or not under its name any more. */
  const look = (): void => {
    if (nowMs() - lookedMs < LOOK_MS) return
    lookedMs = nowMs()
    if (descriptor !== undefined) {
      const there = bytesStillThere(descriptor, path, files)
      // Other writers may have added to it.
      if (there !== undefined) return void (bytes = there)
    }
    release()
    attempt(() => {
      const opened = openLog(path, files)
      descriptor = opened.descriptor
      isTorn = opened.isTorn
      bytes = opened.bytes
      hasLines = false
      needsHeader = true
    })
  }

  /** A full disk first takes a part and only then refuses, so a part is followed by another try at once. */
  const append = (data: Uint8Array): number => {
    const open = descriptor
    if (open === undefined) return 0
    let done = 0
    attempt(() => {
      while (done < data.length) {
        const taken = files.writeSync(open, data, done, data.length - done)
        if (taken === 0) throw new Error("the file takes no bytes")
        done += taken
        isTorn = data[done - 1] !== NEWLINE
      }
    })
    return done
  }

  const isFull = (more: number): boolean =>
    rotation !== undefined && hasLines && bytes + more > rotation.maxBytes

  /** Another writer may have rotated the log a moment ago: what counts is the file under its name now. */
  const rotate = (more: number): void => {
    if (rotation === undefined || nowMs() < rotateAgainMs) return
    lookAtOnce()
    if (!isFull(more)) return
    rotateAgainMs = nowMs() + LOOK_MS
    attempt(() => rotateLog(path, rotation.keep, files))
    lookAtOnce()
    if (!isFull(more)) rotateAgainMs = Number.NEGATIVE_INFINITY
  }

  const lookAtOnce = (): void => {
    lookedMs = Number.NEGATIVE_INFINITY
    look()
  }

  const write = (lines: Uint8Array): void => {
    if (!isClosed) look()
    if (!isClosed && isFull(lines.length)) rotate(lines.length)
    const before = (isTorn ? "\n" : "") + (needsHeader ? options.header() : "")
    const start = Buffer.byteLength(before)
    const done = append(start === 0 ? lines : Buffer.concat([Buffer.from(before), lines]))
    bytes += done
    if (done >= start) needsHeader = false
    if (done > start) hasLines = true
    dropped += countLines(lines, Math.max(0, done - start))
  }

  write(new Uint8Array())
  return {
    write,
    close: () => {
      isClosed = true
      release()
    },
    lose: (cause) => {
      dropped += 1
      warn(cause)
    },
    dropped: () => dropped
  }
}

const NEWLINE = 0x0a

/** Lines that do not end before `from`. */
const countLines = (data: Uint8Array, from: number): number => {
  let count = 0
  for (let at = data.indexOf(NEWLINE, from); at >= 0; at = data.indexOf(NEWLINE, at + 1)) count += 1
  return count
}
