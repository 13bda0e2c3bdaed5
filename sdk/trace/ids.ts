/** Random ids as the bytes of their lower-case hexadecimal text, drawn from a buffered pool. */

import { randomFillSync } from "node:crypto"

/** Bytes of text of a trace id (128 bits) and of a span id (64 bits). */
export const TRACE_ID_BYTES = 32
export const SPAN_ID_BYTES = 16

/** An id is a window on a pool that is never written again: an offset instead of a string per span. */
export interface IdPool {
  /** Swapped for a fresh array, never refilled in place: ids already given out keep reading the old one. */
  text: Buffer
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

export const idText = (text: Buffer, at: number, length: number): string =>
  text.toString("latin1", at, at + length)

/** The bytes of a foreign id: kept when it is hexadecimal of the right width, else padded or cut so that it is. */
export const idBytes = (id: string, length: number): Buffer => {
  const hex = id.toLowerCase().replaceAll(/[^0-9a-f]/g, "")
  return Buffer.from(hex.slice(-length).padStart(length, "0"), "latin1")
}

const POOL_BYTES = 8_192

/** The two digits of each byte, in the byte order of this machine. */
const DIGITS = new Uint16Array(
  Uint8Array.from(
    Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0")).join(""),
    (digit) => digit.charCodeAt(0)
  ).buffer
)

const random = new Uint8Array(POOL_BYTES / 2)

const randomHex = (): Buffer => {
  const text = Buffer.allocUnsafeSlow(POOL_BYTES)
  const pairs = new Uint16Array(text.buffer)
  randomFillSync(random)
  for (let index = 0; index < random.length; index++) {
    pairs[index] = DIGITS[random[index] as number] as number
  }
  return text
}
