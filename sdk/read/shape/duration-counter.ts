/** Durations of rows by group, counted where the walker finds them: what totals and percentiles need, and nothing else of a line. */

import {
  FIRST_OCTAVE,
  MAX_SHAPES,
  MAX_TALLIES,
  MAX_WAITING,
  SHAPE_ROWS,
  SHAPE_TALLIES,
  TALLIES,
  TALLY,
  TALLY_PAGE_LENGTH,
  TALLY_WAITING
} from "./layout.ts"
import type { Rows } from "./row.ts"
import type { Shape, Shapes } from "./shapes.ts"

/** As a histogram of sdk/analyze has them: by octave, pages of 64 buckets with count, shortest and longest. */
export interface CountedDurations {
  readonly pages: (Float64Array | undefined)[]
  firstOctave: number
  least: Float64Array | undefined
  readonly sum: { wholeMs: number; ns: number }
  count: number
  minMs: number
  maxMs: number
}

export interface DurationCounter<Group> {
  readonly take: (rows: Rows) => void
  /** By group, without what `onDuration` got, which may still get some; the caller's to keep and to change. */
  readonly counted: () => ReadonlyMap<Group, CountedDurations>
  /** How many rows of each shape had a duration. */
  readonly rowsByShape: () => ReadonlyMap<Shape, number>
}

export interface DurationCounterOptions<Group> {
  readonly shapes: Shapes
  /** Asked once a shape. */
  readonly groupOf: (shape: Shape) => Group
  /** Gets what the walker does not count: the odd duration in WebAssembly, all of them in JavaScript. */
  readonly onDuration: (group: Group, durationMs: number) => void
}

/** One at a time for the same shapes: the tallies are in their walker's memory. */
export const makeDurationCounter = <Group extends object>({
  shapes,
  groupOf,
  onDuration
}: DurationCounterOptions<Group>): DurationCounter<Group> => {
  const { memory, tally, settle } = shapes.walker
  const words = new Uint32Array(memory)
  const shapeTallies = new Uint32Array(memory, SHAPE_TALLIES, MAX_SHAPES)
  const shapeRows = new Uint32Array(memory, SHAPE_ROWS, MAX_SHAPES)
  const groups: Group[] = []
  const tallies = new Map<Group, number>()

  /** Of the group's tally; 0, which no place is, when there are too many. */
  const placeOf = (group: Group): number => {
    const known = tallies.get(group)
    if (known !== undefined) return known
    const number = tallies.size
    if (number === MAX_TALLIES) return 0
    const place = TALLIES + number * TALLY.bytes
    tallies.set(group, place)
    new Float64Array(memory, place + TALLY.extremes, 2).fill(Infinity)
    words[(place + TALLY.waiting) >>> 2] = TALLY_WAITING + number * 8 * MAX_WAITING
    return place
  }

  const learn = (shape: number): Group => {
    const group = groupOf(shapes.at(shape))
    groups[shape] = group
    shapeTallies[shape] = placeOf(group)
    return group
  }

  /** Counts what waits; what finds no room is the caller's. */
  const settleAll = () => {
    for (const [group, place] of tallies) {
      const rest = new Float64Array(memory, words[(place + TALLY.waiting) >>> 2], settle(place))
      for (const durationMs of rest) onDuration(group, durationMs)
      words[(place + TALLY.waitingCount) >>> 2] = 0
    }
  }

  return {
    take: ({ count, shapeNumberAt, durationMsAt }) => {
      for (let index = tally(0, count); index < count; index = tally(index, count)) {
        const shape = shapeNumberAt(index)
        const group = groups[shape]
        // A shape that was new may now be the walker's.
        if (group === undefined) learn(shape)
        else {
          const durationMs = durationMsAt(index)
          index += 1
          if (durationMs === null) continue
          shapeRows[shape] = (shapeRows[shape] ?? 0) + 1
          onDuration(group, durationMs)
        }
      }
    },
    counted: () => {
      settleAll()
      return new Map(Array.from(tallies, ([group, place]) => [group, countedAt(memory, place)]))
    },
    rowsByShape: () =>
      new Map(
        Array.from(shapeRows.subarray(0, shapes.count()), (rows, shape) => [shapes.at(shape), rows])
      )
  }
}

const countedAt = (memory: ArrayBuffer, place: number): CountedDurations => {
  const numbers = new Float64Array(memory, place, TALLY.octaves / 8)
  const octaves = new Uint32Array(memory, place + TALLY.octaves, TALLY.octaveCount)
  const first = octaves.findIndex((page) => page !== 0)
  const used = octaves.subarray(Math.max(0, first), octaves.findLastIndex((page) => page !== 0) + 1)
  const [minMs = 0, negativeMaxMs = 0] = numbers.subarray(TALLY.extremes / 8)
  return {
    pages: Array.from(used, (page) => (page === 0 ? undefined : pageAt(memory, page))),
    firstOctave: FIRST_OCTAVE + Math.max(0, first),
    least: undefined,
    sum: { wholeMs: numbers[TALLY.wholeMs / 8] ?? 0, ns: numbers[TALLY.ns / 8] ?? 0 },
    count: numbers[TALLY.count / 8] ?? 0,
    minMs,
    maxMs: -negativeMaxMs
  }
}

/** Empty buckets have a count of 0, whatever their extremes are. */
const pageAt = (memory: ArrayBuffer, place: number): Float64Array => {
  const page = new Float64Array(memory, place, TALLY_PAGE_LENGTH).slice()
  for (let longest = 2; longest < page.length; longest += 3) page[longest] = -(page[longest] ?? 0)
  return page
}
