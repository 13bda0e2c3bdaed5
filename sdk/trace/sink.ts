/** The log file of one run: a buffer that goes out in one write per bounded batch, and never troubles its host. */

import { closeSync, writeSync } from "node:fs"
import { BUFFER_BYTES, type LineBuffer, makeLineBuffer } from "./line-buffer.ts"
import { openLog } from "./log-file.ts"

export interface Sink {
  readonly buffer: LineBuffer
  /** Tells the sink that one line has been added to the buffer. */
  readonly written: () => void
  /** Has the buffer written when the event loop next turns. */
  readonly schedule: () => void
  /** Writes the buffer now. */
  readonly flush: () => void
  readonly close: () => void
  /** Lines that could not be written. */
  readonly dropped: () => number
}

/** A batch is written when it passes this size, so at most this and one longest line stand in the buffer. */
const BATCH_BYTES = BUFFER_BYTES / 2

export const makeSink = (path: string): Sink => {
  const buffer = makeLineBuffer()
  let descriptor = openLog(path)
  let immediate: NodeJS.Immediate | undefined
  let dropped = 0
  const flush = (): void => {
    const { length } = buffer
    if (length === 0) return
    buffer.length = 0
    if (descriptor === undefined) return
    try {
      writeSync(descriptor, buffer.bytes, 0, length)
    } catch (cause) {
      dropped += 1
      process.emitWarning(`Lapline could not write its log: ${String(cause)}`)
    }
  }
  const flushTurn = (): void => {
    immediate = undefined
    flush()
  }
  return {
    buffer,
    written: () => {
      if (buffer.length >= BATCH_BYTES) flush()
    },
    schedule: () => {
      immediate ??= setImmediate(flushTurn)
    },
    flush,
    close: () => {
      clearImmediate(immediate)
      flush()
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
    dropped: () => dropped
  }
}
