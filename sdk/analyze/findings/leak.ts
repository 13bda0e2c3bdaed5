/** Growing memory: what is in use after collections keeps rising while turns come and go. */

import { formatBytes, formatPlural } from "../format.ts"
import type { ResourceSeries } from "../model.ts"
import type { RunDetector } from "./run-view.ts"

/** The heap shows it best; where a runtime does not tell it, all resident memory. */
const MEMORY = ["process.memory.heap_used_bytes", "process.memory.rss_bytes"] as const
const MIN_POINTS = 12
const PARTS = 4
const MIN_GROWTH_BYTES = 24 * 2 ** 20
const MIN_FACTOR = 1.2

/**
 * Memory goes up and down with the collector: the least of a while is what was really in use. After the first fifth of
 * the run, which fills caches, the least of each quarter is above that of the one before it, by 24 MiB and 20 % in all.
 */
export const leak: RunDetector = ({ turns, resources }) => {
  const points = resources === undefined ? [] : memoryOf(resources)
  if (points.length < MIN_POINTS) return undefined
  const settled = points.slice(Math.floor(points.length / 5))
  const least = Array.from({ length: PARTS }, (_, part) => {
    const from = Math.floor((part * settled.length) / PARTS)
    return Math.min(...settled.slice(from, Math.floor(((part + 1) * settled.length) / PARTS)))
  })
  const [first = 0] = least
  const last = least.at(-1) ?? 0
  const rises = least.every((bytes, part) => part === 0 || bytes > (least[part - 1] ?? Infinity))
  if (!rises || last - first < MIN_GROWTH_BYTES || last < first * MIN_FACTOR) return []
  const turn = turns[0]
  const site = turn?.site ?? {
    file: undefined,
    line: undefined,
    function: undefined,
    name: "process"
  }
  const perTurn = turns.length === 0 ? "" : ` over ${formatPlural(turns.length, "turn")}`
  return [
    {
      code: "leak" as const,
      site,
      message: `Memory in use grew from ${formatBytes(first)} to ${formatBytes(last)}${perTurn} and was not given back`,
      evidence: least.map((bytes, part) => ({
        text: `at least ${formatBytes(bytes)} in use in quarter ${part + 1} of the run`,
        site: undefined,
        traceId: undefined,
        spanId: undefined
      })),
      savingMs: null
    }
  ]
}

const memoryOf = ({ points }: ResourceSeries): readonly number[] => {
  for (const key of MEMORY) {
    const known = points.flatMap(({ values }) => values[key]?.min ?? [])
    if (known.length >= MIN_POINTS) return known
  }
  return []
}
