/** Collects a run's lines and has them written in one piece per bounded batch. */

import { MAX_LINE_BYTES } from "../record/record.ts"
import type { LogWriter } from "./log-writer.ts"
import type { LineBuffer } from "./record-line.ts"
import type { Tee } from "./tee.ts"

/** Whoever adds a line flushes when the buffer passes BATCH_BYTES; below, there is room for the longest line. */
export interface Sink extends LineBuffer {
  /** Has the buffer written when the event loop next turns. */
  readonly schedule: () => void
  /** Writes the buffer now. */
  readonly flush: () => void
  /** Counts a line that could not even be made. */
  readonly lose: (cause: unknown) => void
  /** Writes the buffer; what comes later is lost. */
  readonly close: () => void
}

/** A batch is written when it passes this size. */
export const BATCH_BYTES = 65_536

export const makeSink = (writer: LogWriter, tee?: Tee): Sink => {
  const bytes = Buffer.allocUnsafeSlow(BATCH_BYTES + MAX_LINE_BYTES)
  let immediate: NodeJS.Immediate | undefined
  const flush = (): void => {
    const { length } = sink
    if (length === 0) return
    sink.length = 0
    const lines = bytes.subarray(0, length)
    writer.write(lines)
    tee?.take(lines)
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
      immediate ??= setImmediate(turn)
    },
    flush,
    lose: writer.lose,
    close: () => {
      clearImmediate(immediate)
      flush()
      writer.close()
    }
  }
  return sink
}
