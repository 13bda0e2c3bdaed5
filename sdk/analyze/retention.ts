/** Which traces are held when not all can be: those that late spans may join, and those that people open. */

export interface HeldTrace {
  readonly records: { readonly length: number }
  /** Whether the span that has no parent came, which ends last: then few spans are still to come. */
  readonly isEnded: boolean
  /** Of its latest span, microseconds since the epoch; -Infinity when none tells. */
  readonly endMicros: number
  /** How many spans had come to the store when one came to it last. */
  readonly touchedAt: number
}

export interface RetentionOptions {
  /** Spans that came to the store. */
  readonly now: number
  /** Spans held because others may join them. */
  readonly room: number
  /** Spans held besides because people may open their traces. */
  readonly viewRoom: number
  /** Traces to be held before others, the most wanted first. */
  readonly wanted: Iterable<string>
}

/** The part of the room that is the grace: a trace to which a span came no longer than so many spans ago is held. */
export const GRACE = 1 / 8
/** The part for wanted traces. */
const WANTED = 1 / 4
/** How many times the room the traces within the grace may take: to cut off what still grows would spoil its figures. */
const GROWING = 8

/**
 * The keys of the traces to let go. `traces` has those touched last at its end. Held are wanted traces (the first of them however long it is), those
 * within the grace, whether they have ended or not, then those that have not, and of the others the newest.
 */
export const chooseGone = (
  traces: ReadonlyMap<string, HeldTrace>,
  { now, room, viewRoom, wanted }: RetentionOptions
): readonly string[] => {
  const kept = new Set<string>()
  /** Keeps the first of them that share the room; returns what they leave of it. */
  const keep = (keys: Iterable<string>, share: number): number => {
    let left = share
    for (const key of keys) {
      const spans = traces.get(key)?.records.length
      if (spans === undefined || spans > left || kept.has(key)) continue
      left -= spans
      kept.add(key)
      if (left <= 0) return 0
    }
    return left
  }
  const [first, ...others] = wanted
  if (first !== undefined) kept.add(first)
  const wantedLeft = keep(others, (room + viewRoom) * WANTED)
  const byTouch = [...traces].filter(([key]) => !kept.has(key)).reverse()
  const isRecent = ([, { touchedAt }]: Entry) => now - touchedAt <= room * GRACE
  keep(keysOf(byTouch.filter(isRecent)), room * GROWING)
  keep(keysOf(byTouch.filter(([, { isEnded }]) => !isEnded)), room)
  const rest = byTouch.filter(([key]) => !kept.has(key))
  if (viewRoom > 0) keep(keysOf(rest.sort(byEnd)), viewRoom * (1 - WANTED) + wantedLeft)
  return keysOf(rest).filter((key) => !kept.has(key))
}

type Entry = readonly [string, HeldTrace]

const keysOf = (entries: readonly Entry[]): readonly string[] => entries.map(([key]) => key)

/** The newest first. */
const byEnd = ([, a]: Entry, [, b]: Entry): number =>
  a.endMicros === b.endMicros ? 0 : b.endMicros - a.endMicros
