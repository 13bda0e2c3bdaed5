/** Lines of JSON written as bytes into one buffer: what a span costs is mostly what is written here. */

import { jsonString } from "../record/json.ts"

/** Holds the longest line twice, so that a line can be begun while half the buffer is in use. */
export const BUFFER_BYTES = 131_072

export interface LineBuffer {
  readonly bytes: Buffer
  /** Bytes in use. Writers check the room before, never while they write. */
  length: number
}

export const makeLineBuffer = (): LineBuffer => ({
  bytes: Buffer.allocUnsafeSlow(BUFFER_BYTES),
  length: 0
})

export const putBytes = (buffer: LineBuffer, source: Uint8Array): void => {
  buffer.bytes.set(source, buffer.length)
  buffer.length += source.length
}

/** `count` bytes of `source` from `at`; for ids, where a copy by hand beats a view. */
export const putSlice = (
  buffer: LineBuffer,
  source: Uint8Array,
  at: number,
  count: number
): void => {
  const { bytes, length } = buffer
  for (let index = 0; index < count; index++) bytes[length + index] = source[at + index] ?? 0
  buffer.length = length + count
}

/** `count` decimal digits of a whole number that has no more. */
export const putDigits = (buffer: LineBuffer, value: number, count: number): void => {
  const { bytes, length } = buffer
  let rest = value
  for (let index = length + count - 1; index >= length; index--) {
    const tenth = Math.trunc(rest / 10)
    bytes[index] = ZERO + rest - tenth * 10
    rest = tenth
  }
  buffer.length = length + count
}

/** A whole number of up to nine digits, at least 0. */
export const putWhole = (buffer: LineBuffer, value: number): void => {
  let count = 1
  for (let limit = 10; value >= limit; limit *= 10) count += 1
  putDigits(buffer, value, count)
}

/** Text of any kind, as it is; at most three bytes a unit. */
export const putText = (buffer: LineBuffer, text: string): void => {
  buffer.length += buffer.bytes.write(text, buffer.length)
}

/** A JSON string. Plain ASCII is copied by hand, the rest goes the way sdk/record goes. */
export const putString = (buffer: LineBuffer, text: string): void => {
  const { bytes, length } = buffer
  let at = length
  bytes[at++] = QUOTE
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) {
      putText(buffer, jsonString(text))
      return
    }
    bytes[at++] = unit
  }
  bytes[at++] = QUOTE
  buffer.length = at
}

/** The longest JSON of a string of `units` UTF-16 units, quotes included: every unit as a six-byte escape. */
export const maxStringBytes = (units: number): number => units * 6 + 2

const ZERO = 0x30
const QUOTE = 0x22
const BACKSLASH = 0x5c
