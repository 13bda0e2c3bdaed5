/** A clock that stands still until a test lets it run, for code that is handed one. */

import type { DeliveryClock } from "../../../sdk/export/delivery.ts"

export interface VirtualClock extends DeliveryClock {
  readonly nowMs: () => number
  /** The delays asked for so far. */
  readonly delaysMs: readonly number[]
  /** Lets time jump from timer to timer until `work` is done, and gives what it gives; fails where nothing more can happen. */
  readonly until: <A>(work: Promise<A>) => Promise<A>
}

export const virtualClock = (random = 1): VirtualClock => {
  const timers = new Map<object, { readonly atMs: number; readonly run: () => void }>()
  const delaysMs: number[] = []
  let nowMs = 0
  const next = (): boolean => {
    const [first] = [...timers].toSorted(([, left], [, right]) => left.atMs - right.atMs)
    if (first === undefined) return false
    timers.delete(first[0])
    nowMs = first[1].atMs
    first[1].run()
    return true
  }
  return {
    nowMs: () => nowMs,
    delaysMs,
    random: () => random,
    after: (delayMs, run) => {
      const key = {}
      delaysMs.push(delayMs)
      timers.set(key, { atMs: nowMs + delayMs, run })
      return () => timers.delete(key)
    },
    until: async (work) => {
      const ended = work.then(
        () => true,
        () => true
      )
      // All that promises can do without a timer happens before the next turn of the loop.
      const turn = () => new Promise<false>((resolve) => setImmediate(resolve, false))
      for (let idle = 0; !(await Promise.race([ended, turn()]));) {
        idle = next() ? 0 : idle + 1
        if (idle > 1_000) throw new Error("nothing more can happen, and the work is not done")
      }
      return work
    }
  }
}
