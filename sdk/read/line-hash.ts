/** One number for the text of a line; the walker of shape/walker.as computes the same one. */

/**
 * 53 bits of the bytes from `from` to `to`: four lanes of 32 bits as in xxHash32 (Collet, public domain), joined in two ways. A text
 * of 16 bytes or more ends with its last 16, some of them for the second time; a shorter one goes byte by byte.
 */
export const hashLine = (bytes: Uint8Array, from: number, to: number): number => {
  const length = to - from
  let a = P1 + P2
  let b = P2
  let c = 0
  let d = -P1
  if (length < 16) {
    for (let at = from; at < to; at++) a = lane(a, bytes[at] ?? 0)
  } else {
    for (let at = from; ; at += 16) {
      if (at > to - 16) at = to - 16
      a = lane(a, word(bytes, at))
      b = lane(b, word(bytes, at + 4))
      c = lane(c, word(bytes, at + 8))
      d = lane(d, word(bytes, at + 12))
      if (at === to - 16) break
    }
  }
  const low = mixed((rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18) + length) | 0)
  const high = mixed(
    Math.imul(a, P2) ^
      rotated(Math.imul(b, P3), 5) ^
      rotated(Math.imul(c, P4), 11) ^
      rotated(Math.imul(d, P5), 17)
  )
  return (high & 0x1f_ffff) * 4_294_967_296 + low
}

/** The primes of xxHash32. */
const P1 = 0x9e37_79b1
const P2 = 0x85eb_ca77
const P3 = 0xc2b2_ae3d
const P4 = 0x27d4_eb2f
const P5 = 0x1656_67b1

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

const lane = (value: number, word: number): number =>
  Math.imul(rotated((value + Math.imul(word, P2)) | 0, 13), P1)

/** Little-endian. */
const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24)

const mixed = (value: number): number => {
  let bits = Math.imul(value ^ (value >>> 15), P2)
  bits = Math.imul(bits ^ (bits >>> 13), P3)
  return (bits ^ (bits >>> 16)) >>> 0
}
