/** Bytes to lines: the same lines however the bytes are cut into chunks, in memory that a long line cannot grow. */

import { MAX_LINE_BYTES } from "../record/record.ts"

export interface LineSplitter {
  readonly push: (chunk: Buffer) => void
  /** Takes what is left without a newline as the last line. Only for input that cannot grow, like a closed pipe. */
  readonly end: () => void
}

/**
 * Calls `onLine` for each `\n` with the line before it; the bytes are lent for the call. Of a line that is too long only the last
 * MAX_LINE_BYTES − 1 bytes are given, and `cutBytes` says how many came before them.
 */
export const makeLineSplitter = (
  onLine: (bytes: Buffer, cutBytes: number) => void
): LineSplitter => {
  let pending = EMPTY
  let length = 0
  let dropped = 0

  const keep = (part: Buffer) => {
    if (part.length > LONGEST) {
      dropped += length + part.length - LONGEST
      length = 0
      return keep(part.subarray(part.length - LONGEST))
    }
    if (length + part.length > 2 * LONGEST) {
      dropped += length - LONGEST
      pending.copyWithin(0, length - LONGEST, length)
      length = LONGEST
    }
    if (length + part.length > pending.length) {
      const size = Math.min(2 * LONGEST, Math.max(1_024, 2 * (length + part.length)))
      const grown = Buffer.allocUnsafe(size)
      pending.copy(grown, 0, 0, length)
      pending = grown
    }
    part.copy(pending, length)
    length += part.length
  }

  const finish = () => {
    const cut = Math.max(0, length - LONGEST)
    onLine(pending.subarray(cut, length), dropped + cut)
    pending = EMPTY
    length = 0
    dropped = 0
  }

  const push = (chunk: Buffer) => {
    let from = 0
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, from)
      const part = chunk.subarray(from, newline === -1 ? undefined : newline)
      if (newline === -1) {
        if (part.length > 0) keep(part)
        return
      }
      if (length === 0 && part.length <= LONGEST) onLine(part, 0)
      else {
        keep(part)
        finish()
      }
      from = newline + 1
    }
  }

  return {
    push,
    end: () => {
      if (length > 0) finish()
    }
  }
}

const NEWLINE = 0x0a
const LONGEST = MAX_LINE_BYTES - 1
const EMPTY = Buffer.alloc(0)
