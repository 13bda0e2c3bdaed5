/** Tool chains: the orders in which turns used their tools. */

import type { Chain } from "./model.ts"

export interface ChainCount {
  readonly tools: readonly string[]
  readonly count: number
}

const MAX_SHOWN = 500
const OVERFLOW = "__overflow__"

export const chainKey = (tools: readonly string[]): string => JSON.stringify(tools)

/** Stands for all chains that are not told apart. */
export const OTHER_CHAINS: readonly string[] = [OVERFLOW]

/** Most frequent first; beyond 500 of them the rarest become one. */
export const chainsOf = (chains: ReadonlyMap<string, ChainCount>): readonly Chain[] => {
  const other = chains.get(chainKey(OTHER_CHAINS))?.count ?? 0
  const sorted = [...chains]
    .filter(([key]) => key !== chainKey(OTHER_CHAINS))
    .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
    .map(([, chain]) => chain)
  if (sorted.length <= MAX_SHOWN && other === 0) return sorted
  const rest = sorted.slice(MAX_SHOWN - 1)
  const others = rest.reduce((sum, { count }) => sum + count, other)
  return [...sorted.slice(0, MAX_SHOWN - 1), { tools: OTHER_CHAINS, count: others }]
}
