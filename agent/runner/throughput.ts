/** How many messages a second were answered, and how long their turns took. */

export interface Throughput {
  readonly messages: number
  /** Wall time from the first conversation's start to the last one's end. */
  readonly elapsedMs: number
  readonly perSecond: number
  readonly p50Ms: number | null
  /** Null under 20 messages. */
  readonly p95Ms: number | null
  /** Null under 100 messages. */
  readonly p99Ms: number | null
}

/** Pure. `turnsMs`: the duration of every turn. */
export const throughputOf = (turnsMs: readonly number[], elapsedMs: number): Throughput => {
  const sorted = turnsMs.toSorted((a, b) => a - b)
  return {
    messages: sorted.length,
    elapsedMs,
    perSecond: elapsedMs > 0 ? (sorted.length * 1_000) / elapsedMs : 0,
    p50Ms: quantile(sorted, 50, 1),
    p95Ms: quantile(sorted, 95, 20),
    p99Ms: quantile(sorted, 99, 100)
  }
}

/** `12.3 messages a second · turn p50 80 ms · p95 120 ms · p99 n too small · n 40` */
export const throughputText = (throughput: Throughput): string => {
  const { messages, perSecond, p50Ms, p95Ms, p99Ms } = throughput
  const quantiles = [
    ["p50", p50Ms],
    ["p95", p95Ms],
    ["p99", p99Ms]
  ] as const
  const told = quantiles.map(
    ([name, value]) => `${name} ${value === null ? "n too small" : `${value.toFixed(1)} ms`}`
  )
  return `${perSecond.toFixed(1)} messages a second · turn ${told.join(" · ")} · n ${messages}`
}

/** Nearest rank: the smallest value that at least `percent` of all are not above. Null when there are fewer than `least`. */
const quantile = (sorted: readonly number[], percent: number, least: number): number | null =>
  sorted.length < least ? null : (sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? null)
