/** Remembers which lines were read, so that a copy of a log does not count twice. */

export interface DuplicateFilter {
  /** Whether a line of this hash was added before, by any owner; if not, it is remembered as this owner's. */
  readonly isDuplicate: (hash: number, owner: object) => boolean
  readonly forget: (owner: object) => void
}

/**
 * Compares by a 53-bit hash of the whole line (see `hashLine`). Holds the last half to one million lines in at most 25 MB; a copy of
 * an older line is taken as new.
 */
export const makeDuplicateFilter = (generation = 500_000): DuplicateFilter => {
  let young = makeHashTable()
  let old = makeHashTable()
  const owners = new Map<object, number>()
  let lastOwner = 0

  const numberOf = (owner: object): number => {
    const known = owners.get(owner)
    if (known !== undefined) return known
    lastOwner += 1
    owners.set(owner, lastOwner)
    return lastOwner
  }

  return {
    isDuplicate: (hash, owner) => {
      if (young.has(hash) || old.has(hash)) return true
      if (young.size() >= generation) {
        old = young
        young = makeHashTable()
      }
      young.add(hash, numberOf(owner))
      return false
    },
    forget: (owner) => {
      const gone = owners.get(owner)
      if (gone === undefined) return
      owners.delete(owner)
      young = young.without(gone)
      old = old.without(gone)
    }
  }
}

interface HashTable {
  readonly size: () => number
  readonly has: (hash: number) => boolean
  /** Takes a hash that is not in the table. */
  readonly add: (hash: number, owner: number) => void
  readonly without: (owner: number) => HashTable
}

/** Open addressing, at most half full; a Map would take four times the memory. */
const makeHashTable = (capacity = 1_024): HashTable => {
  /** Hash and a bit more, so that no line is 0. */
  let hashes = new Float64Array(capacity)
  let owners = new Uint32Array(capacity)
  let size = 0

  const placeOf = (hash: number): number => {
    const last = hashes.length - 1
    let at = (hash >>> 0) & last
    while (hashes[at] !== 0 && hashes[at] !== hash + 1) at = (at + 1) & last
    return at
  }

  const put = (hash: number, owner: number) => {
    const at = placeOf(hash)
    hashes[at] = hash + 1
    owners[at] = owner
    size += 1
  }

  const grow = () => {
    const [oldHashes, oldOwners] = [hashes, owners]
    hashes = new Float64Array(2 * oldHashes.length)
    owners = new Uint32Array(2 * oldHashes.length)
    size = 0
    for (const [at, stored] of oldHashes.entries()) {
      if (stored !== 0) put(stored - 1, oldOwners[at] ?? 0)
    }
  }

  return {
    size: () => size,
    has: (hash) => hashes[placeOf(hash)] !== 0,
    add: (hash, owner) => {
      if (2 * size >= hashes.length) grow()
      put(hash, owner)
    },
    without: (owner) => {
      const rest = makeHashTable()
      for (const [at, stored] of hashes.entries()) {
        const kept = owners[at] ?? 0
        if (stored !== 0 && kept !== owner) rest.add(stored - 1, kept)
      }
      return rest
    }
  }
}
