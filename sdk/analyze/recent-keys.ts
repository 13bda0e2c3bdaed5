/** A set that remembers what was added to it last, in bounded memory. */

export interface RecentKeys {
  readonly add: (key: string) => void
  readonly has: (key: string) => boolean
}

/** Remembers the last `generation` keys at least, and at most twice as many. */
export const createRecentKeys = (generation: number): RecentKeys => {
  let young = new Set<string>()
  let old = new Set<string>()
  return {
    add: (key) => {
      if (young.size >= generation) {
        old = young
        young = new Set()
      }
      young.add(key)
    },
    has: (key) => young.has(key) || old.has(key)
  }
}
