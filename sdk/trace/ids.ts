/** Random ids as the bytes of their lower-case hexadecimal text, drawn from a buffered pool. */

import { randomFillSync } from "node:crypto"

/** Bytes of text of a trace id (128 bits) and of a span id (64 bits). */
export const TRACE_ID_BYTES = 32
export const SPAN_ID_BYTES = 16

/** An id is a window on a pool that is never written again: an offset instead of a string per span. */
export interface IdPool {
  /** Swapped for a fresh array, never refilled in place: ids already given out keep reading the old one. */
  text: Uint8Array
  at: number
}

export const makeIdPool = (): IdPool => ({ text: randomHex(), at: 0 })

/** The offset in `pool.text` of the next id of `length` bytes of text; read `pool.text` after the call, not before. */
export const takeId = (pool: IdPool, length: number): number => {
  if (pool.at + length > POOL_BYTES) {
    pool.text = randomHex()
    pool.at = 0
  }
  const at = pool.at
  pool.at += length
  return at
}

export const idText = (text: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...text.subarray(at, at + length))

/** The bytes of a foreign id: kept when it is hexadecimal of the right width, else padded or cut so that it is. */
export const idBytes = (id: string, length: number): Uint8Array => {
  const hex = id.toLowerCase().replaceAll(/[^0-9a-f]/g, "")
  return Uint8Array.from(hex.slice(-length).padStart(length, "0"), (digit) => digit.charCodeAt(0))
}

const POOL_BYTES = 8_192

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0))

const randomHex = (): Uint8Array => {
  const text = new Uint8Array(POOL_BYTES)
  const random = randomFillSync(new Uint8Array(POOL_BYTES / 2))
  for (let index = 0; index < random.length; index++) {
    const byte = random[index] ?? 0
    text[2 * index] = DIGITS[byte >> 4] ?? 0
    text[2 * index + 1] = DIGITS[byte & 15] ?? 0
  }
  return text
}
