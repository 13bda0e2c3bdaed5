/** The log file of one run: a buffer that goes out in one write per bounded batch, and never troubles its host. */

import { closeSync, writeSync } from "node:fs"
import { MAX_LINE_BYTES } from "../record/record.ts"
import type { LineBuffer } from "./record-line.ts"
import { openLog } from "./log-file.ts"

/** Whoever adds a line flushes when the buffer passes BATCH_BYTES; below, there is room for the longest line. */
export interface Sink extends LineBuffer {
  /** Has the buffer written when the event loop next turns. */
  readonly schedule: () => void
  /** Writes the buffer now. */
  readonly flush: () => void
  readonly close: () => void
  /** Lines that could not be written. */
  readonly dropped: () => number
}

/** A batch is written when it passes this size. */
export const BATCH_BYTES = 65_536

export const makeSink = (path: string): Sink => {
  const bytes = Buffer.allocUnsafeSlow(BATCH_BYTES + MAX_LINE_BYTES)
  let descriptor = openLog(path)
  let immediate: NodeJS.Immediate | undefined
  let dropped = 0
  const flush = (): void => {
    const { length } = sink
    if (length === 0) return
    sink.length = 0
    if (descriptor === undefined) return
    try {
      writeSync(descriptor, bytes, 0, length)
    } catch (cause) {
      dropped += 1
      process.emitWarning(`Lapline could not write its log: ${String(cause)}`)
    }
  }
  const flushTurn = (): void => {
    immediate = undefined
    flush()
  }
  const sink: Sink = {
    bytes,
    view: new DataView(bytes.buffer),
    length: 0,
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
  return sink
}
