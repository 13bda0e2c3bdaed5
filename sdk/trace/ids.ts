/** Random ids as the bytes of their lower-case hexadecimal text, drawn from a buffered pool and copied eight at a time. */

import { randomFillSync } from "node:crypto"

/**
 * Text of ids. Eight of its bytes read as one number of 64 bits, which is how they are copied: bytes of hexadecimal digits
 * never form a NaN, the one number that does not survive a copy.
 */
export type IdText = Float64Array<ArrayBuffer>

/** Words of eight bytes: a trace id has 128 bits, 32 digits; a span id 64 bits, 16 digits. */
export const TRACE_ID_WORDS = 4
export const SPAN_ID_WORDS = 2

/** An id is a window on a pool that is never written again: an offset instead of a string per span. */
export interface IdPool {
  /** Swapped for a fresh array, never refilled in place: ids already given out keep reading the old one. */
  text: IdText
  at: number
}

export const makeIdPool = (): IdPool => ({ text: randomHex(), at: 0 })

/** The word of `pool.text` at which the next id begins; read `pool.text` after the call, not before. */
export const takeId = (pool: IdPool, words: number): number => {
  if (pool.at + words > POOL_WORDS) {
    pool.text = randomHex()
    pool.at = 0
  }
  const at = pool.at
  pool.at += words
  return at
}

/** Writes the id that begins at the word `from`, at a place of any alignment, and returns the place after. */
export const putId = (
  view: DataView,
  at: number,
  text: IdText,
  from: number,
  words: number
): number => {
  for (let word = 0; word < words; word++) {
    view.setFloat64(at + word * 8, text[from + word] as number, LITTLE_ENDIAN)
  }
  return at + words * 8
}

export const idString = (text: IdText, from: number, words: number): string =>
  Buffer.from(text.buffer, from * 8, words * 8).toString("latin1")

/** The text of a foreign id: kept when it is hexadecimal of the right width, else padded or cut so that it is. */
export const foreignId = (id: string, words: number): IdText => {
  const hex = id.toLowerCase().replaceAll(/[^0-9a-f]/g, "")
  const text = new Float64Array(words)
  Buffer.from(text.buffer).write(hex.slice(-words * 8).padStart(words * 8, "0"), "latin1")
  return text
}

/** How this machine lays out the words of a Float64Array. */
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

const POOL_WORDS = 1_024

/** The two digits of each byte, in the byte order of this machine. */
const DIGITS = new Uint16Array(
  Uint8Array.from(
    Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0")).join(""),
    (digit) => digit.charCodeAt(0)
  ).buffer
)

const random = new Uint8Array(POOL_WORDS * 4)

const randomHex = (): IdText => {
  const text = new Float64Array(POOL_WORDS)
  const pairs = new Uint16Array(text.buffer)
  randomFillSync(random)
  for (let index = 0; index < random.length; index++) {
    pairs[index] = DIGITS[random[index] as number] as number
  }
  return text
}
