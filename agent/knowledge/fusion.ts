/** Joins rankings whose scores cannot be compared. */

/**
 * Reciprocal rank fusion: an item scores the sum of 1 / (60 + its rank) over the rankings it stands in, ranks counted
 * from 1 (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
 * Methods", SIGIR 2009). Best first; of equals, the one that an earlier ranking holds.
 */
export const fuse = (rankings: ReadonlyArray<readonly number[]>): number[] => {
  const scores = new Map<number, number>()
  for (const ranking of rankings) {
    for (const [at, item] of ranking.entries()) {
      scores.set(item, (scores.get(item) ?? 0) + 1 / (SMOOTHING + at + 1))
    }
  }
  return [...scores].sort(([, a], [, b]) => b - a).map(([item]) => item)
}

/** The paper's: keeps the first ranks of one ranking from deciding alone. */
const SMOOTHING = 60
