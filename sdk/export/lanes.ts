/** Puts intervals that may overlap on tracks on which they do not: there, any two enclose each other or are apart. */

export interface Interval {
  readonly startMicros: number
  readonly endMicros: number
  readonly id: string
  readonly parentId: string
}

export interface Placed<Item> {
  readonly item: Item
  /** From 0. */
  readonly lane: number
  readonly startMicros: number
  readonly endMicros: number
}

/**
 * Earlier first, and of those that start together the longer first. An interval goes to its parent's lane where the parent
 * encloses it and no sibling is in the way, else to the first lane that is free. Where only rounding makes a child stick out of its
 * parent, it is cut.
 */
export const toLanes = <Item extends Interval>(items: readonly Item[]): readonly Placed<Item>[] => {
  const lanes: Lane[] = []
  const laneOf = new Map<string, Lane>()
  return withCutStarts(items)
    .toSorted(byStart)
    .map(({ item, startMicros }) => {
      const known = laneOf.get(item.parentId)
      const parent = known === undefined ? undefined : innermost(known, startMicros)
      const fits = parent?.id === item.parentId && item.endMicros <= parent.endMicros + SLACK_MICROS
      const lane = fits && known !== undefined ? known : freeLane(lanes, startMicros)
      const endMicros = fits ? Math.min(item.endMicros, parent.endMicros) : item.endMicros
      lane.open.push({ id: item.id, endMicros })
      laneOf.set(item.id, lane)
      const start = Math.min(startMicros, endMicros)
      return { item, lane: lane.index, startMicros: start, endMicros }
    })
}

/** Times in lines are cut to whole microseconds, so a child may seem to begin or end that much outside its parent. */
const SLACK_MICROS = 2

interface Lane {
  readonly index: number
  /** What has not ended, each inside the one before. */
  open: { readonly id: string; readonly endMicros: number }[]
}

const innermost = ({ open }: Lane, startMicros: number): Lane["open"][number] | undefined => {
  while ((open.at(-1)?.endMicros ?? Infinity) <= startMicros) open.pop()
  return open.at(-1)
}

/** The outermost interval of a lane encloses the others, so a lane is free when that one has ended. */
const freeLane = (lanes: Lane[], startMicros: number): Lane => {
  const free = lanes.find(({ open }) => (open[0]?.endMicros ?? -Infinity) <= startMicros)
  const lane = free ?? { index: lanes.length, open: [] }
  if (free === undefined) lanes.push(lane)
  lane.open = []
  return lane
}

interface Started<Item> {
  readonly item: Item
  readonly startMicros: number
}

/** No child starts before its parent for rounding alone. Chains of parents may be long or closed, so there is no recursion. */
const withCutStarts = <Item extends Interval>(items: readonly Item[]): Started<Item>[] => {
  const byId = new Map(items.map((item) => [item.id, item]))
  const starts = new Map<Item, number>()
  for (const first of items) {
    const chain: Item[] = []
    let item: Item | undefined = first
    for (; item !== undefined && !starts.has(item); item = byId.get(item.parentId)) {
      chain.push(item)
      starts.set(item, item.startMicros)
    }
    let floor = item === undefined ? -Infinity : (starts.get(item) ?? -Infinity)
    for (const each of chain.reverse()) {
      const isCut = floor > each.startMicros && floor - each.startMicros <= SLACK_MICROS
      floor = isCut ? floor : each.startMicros
      starts.set(each, floor)
    }
  }
  return items.map((item) => ({ item, startMicros: starts.get(item) ?? item.startMicros }))
}

const byStart = (left: Started<Interval>, right: Started<Interval>): number =>
  left.startMicros - right.startMicros || right.item.endMicros - left.item.endMicros
