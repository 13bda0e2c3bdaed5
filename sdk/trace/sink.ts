/** The log of one run: a buffer that goes out in one write per bounded batch, and never troubles its host. */

import * as fs from "node:fs"
import { MAX_LINE_BYTES } from "../record/record.ts"
import { isStillThere, type LogFiles, openLog } from "./log-file.ts"
import type { LineBuffer } from "./record-line.ts"

/** Whoever adds a line flushes when the buffer passes BATCH_BYTES; below, there is room for the longest line. */
export interface Sink extends LineBuffer {
  /** Has the buffer written when the event loop next turns. */
  readonly schedule: () => void
  /** Writes the buffer now. */
  readonly flush: () => void
  readonly close: () => void
  /** Counts a line that could not even be made. */
  readonly lose: (cause: unknown) => void
  /** Lines that could not be written. */
  readonly dropped: () => number
}

export interface SinkOptions {
  readonly path: string
  /** The first line of every file the sink opens, newline included. */
  readonly header: () => string
  readonly warn: (message: string) => void
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
  readonly files?: LogFiles
}

/** A batch is written when it passes this size. */
export const BATCH_BYTES = 65_536

/** How often the file is looked for under its name, and a failed opening tried again. */
const LOOK_MS = 500
const WARN_MS = 60_000

export const makeSink = (options: SinkOptions): Sink => {
  const { files = fs, nowMs, path } = options
  const bytes = Buffer.allocUnsafeSlow(BATCH_BYTES + MAX_LINE_BYTES)
  let descriptor: number | undefined
  let isTorn = false
  let isClosed = false
  let immediate: NodeJS.Immediate | undefined
  let dropped = 0
  let lookedMs = Number.NEGATIVE_INFINITY
  let warnedMs = Number.NEGATIVE_INFINITY

  const warn = (cause: unknown): void => {
    if (nowMs() - warnedMs < WARN_MS) return
    warnedMs = nowMs()
    const reason = cause instanceof Error ? cause.message : String(cause)
    options.warn(`Lapline cannot write ${path}: ${reason} (${dropped} lines lost so far)`)
  }

  const release = (): void => {
    if (descriptor === undefined) return
    try {
      files.closeSync(descriptor)
    } catch (cause) {
      warn(cause)
    }
    descriptor = undefined
  }

  /** Opens the file where it is not open, or not under its name any more. */
  const look = (): void => {
    if (nowMs() - lookedMs < LOOK_MS) return
    lookedMs = nowMs()
    if (descriptor !== undefined && isStillThere(descriptor, path, files)) return
    release()
    try {
      const opened = openLog(path, files)
      descriptor = opened.descriptor
      isTorn = opened.isTorn
    } catch (cause) {
      warn(cause)
      return
    }
    write(Buffer.from(options.header()))
  }

  /** A full disk first takes a part and only then refuses, so a part is followed by another try at once. */
  const write = (data: Uint8Array): void => {
    let done = 0
    try {
      if (descriptor === undefined) return
      if (isTorn) {
        files.writeSync(descriptor, "\n")
        isTorn = false
      }
      while (done < data.length) {
        done += files.writeSync(descriptor, data, done, data.length - done)
        isTorn = data[done - 1] !== NEWLINE
      }
    } catch (cause) {
      warn(cause)
    } finally {
      if (done < data.length) dropped += countLines(data, done)
    }
  }

  const flush = (): void => {
    const { length } = sink
    if (length === 0) return
    sink.length = 0
    const lines = bytes.subarray(0, length)
    if (isClosed) {
      dropped += countLines(lines, 0)
      return
    }
    look()
    write(lines)
  }

  const turn = (): void => {
    immediate = undefined
    flush()
  }

  const sink: Sink = {
    bytes,
    view: new DataView(bytes.buffer),
    length: 0,
    schedule: () => {
      if (immediate === undefined && !isClosed) immediate = setImmediate(turn)
    },
    flush,
    close: () => {
      clearImmediate(immediate)
      flush()
      isClosed = true
      release()
    },
    lose: (cause) => {
      dropped += 1
      warn(cause)
    },
    dropped: () => dropped
  }
  look()
  return sink
}

const NEWLINE = 0x0a

/** Lines that end after `from`: those that are not wholly in the file. */
const countLines = (data: Uint8Array, from: number): number => {
  let count = 0
  for (let at = data.indexOf(NEWLINE, from); at >= 0; at = data.indexOf(NEWLINE, at + 1)) count += 1
  return count
}
