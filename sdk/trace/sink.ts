/** Collects a run's lines and has them written in one piece per bounded batch. */

import { MAX_LINE_BYTES } from "../record/record.ts"
import type { LogWriter } from "./log-writer.ts"
import type { LineBuffer } from "./record-line.ts"
import type { Tee } from "./tee.ts"

/** Whoever adds a line spills after it: below BATCH_BYTES there is room for the longest line. */
export interface Sink extends LineBuffer {
  /** Makes the lines that were put off; called before the buffer is written. */
  fill: () => void
  /** Has everything written within FLUSH_MS. */
  readonly schedule: () => void
  /** Writes the buffer if it has passed BATCH_BYTES. */
  readonly spill: () => void
  /** Writes everything now. */
  readonly flush: () => void
  /** Counts a line that could not even be made. */
  readonly lose: (cause: unknown) => void
  /** Writes everything; what comes later is lost. */
  readonly close: () => void
}

/** A batch is written when it passes this size. */
const BATCH_BYTES = 65_536

/** An agent mostly waits, and a line that is made while it does costs nobody time. A kill takes what ended within this, but no root. */
const FLUSH_MS = 5

export const makeSink = (writer: LogWriter, tee?: Tee): Sink => {
  const bytes = Buffer.allocUnsafeSlow(BATCH_BYTES + MAX_LINE_BYTES)
  let timer: NodeJS.Timeout | undefined
  let isTimed = false
  const write = (): void => {
    const { length } = sink
    if (length === 0) return
    sink.length = 0
    const lines = bytes.subarray(0, length)
    writer.write(lines)
    tee?.take(lines)
  }
  const flush = (): void => {
    sink.fill()
    write()
  }
  const onTimer = (): void => {
    isTimed = false
    flush()
  }
  const sink: Sink = {
    bytes,
    view: new DataView(bytes.buffer),
    length: 0,
    fill: () => {},
    schedule: () => {
      if (isTimed) return
      isTimed = true
      if (timer === undefined) timer = setTimeout(onTimer, FLUSH_MS).unref()
      else timer.refresh()
    },
    spill: () => {
      if (sink.length >= BATCH_BYTES) write()
    },
    flush,
    lose: writer.lose,
    close: () => {
      clearTimeout(timer)
      flush()
      writer.close()
    }
  }
  return sink
}
