/** Remembers which lines were read, so that a copy of a log does not count twice. */

export interface DuplicateFilter {
  /** Whether this text was added before, by any owner; if not, it is remembered as this owner's. */
  readonly isDuplicate: (text: string, owner: object) => boolean
  readonly forget: (owner: object) => void
}

/**
 * Compares by a 53-bit hash of the whole line. Holds the last half to one million lines (under 100 MB); a copy of an
 * older line is taken as new.
 */
export const makeDuplicateFilter = (generation = 500_000): DuplicateFilter => {
  let young = new Map<number, object>()
  let old = new Map<number, object>()
  return {
    isDuplicate: (text, owner) => {
      const hash = hash53(text)
      if (young.has(hash) || old.has(hash)) return true
      if (young.size >= generation) {
        old = young
        young = new Map()
      }
      young.set(hash, owner)
      return false
    },
    forget: (owner) => {
      for (const lines of [young, old]) {
        for (const [hash, other] of lines) if (other === owner) lines.delete(hash)
      }
    }
  }
}

/** Two multiplicative 32-bit hashes over the UTF-16 units, mixed (the public-domain cyrb53). */
const hash53 = (text: string): number => {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2_654_435_761)
    low = Math.imul(low ^ unit, 1_597_334_677)
  }
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0)
}
