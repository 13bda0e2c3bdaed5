/** Tool chains as a picture: a column a position in the turn, a box a tool, a band from each tool to the next. */

export interface CountedChain {
  readonly tools: readonly string[]
  readonly count: number
}

export interface ChainBox {
  readonly column: number
  readonly tool: string
  readonly count: number
  readonly top: number
  readonly height: number
}

export interface ChainBand {
  readonly column: number
  readonly from: string
  readonly to: string
  readonly count: number
  /** Upper edges at both ends. */
  readonly fromTop: number
  readonly toTop: number
  readonly height: number
}

export interface ChainPicture {
  readonly columns: number
  readonly boxes: readonly ChainBox[]
  readonly bands: readonly ChainBand[]
}

export interface ChainPictureOptions {
  readonly height: number
  readonly gap: number
  readonly mostColumns: number
}

/**
 * All heights are of one scale: the count. In each column the boxes stand by count, most first, with `gap` between
 * them; bands leave and arrive in the order of the boxes at their other end, so that they cross as little as can be.
 */
export const chainPicture = (
  chains: readonly CountedChain[],
  { height, gap, mostColumns }: ChainPictureOptions
): ChainPicture => {
  const cut = chains.filter(({ tools, count }) => tools.length > 0 && count > 0)
  const total = cut.reduce((sum, { count }) => sum + count, 0)
  const longest = cut.reduce((most, { tools }) => Math.max(most, tools.length), 0)
  const columns = Math.min(mostColumns, longest)
  const counts = Array.from({ length: columns }, (_, column) =>
    counted(cut.flatMap(({ tools, count }) => entry(tools[column], count)))
  )
  const mostBoxes = counts.reduce((most, column) => Math.max(most, column.size), 0)
  const scale = total === 0 ? 0 : Math.max(0, height - gap * (mostBoxes - 1)) / total
  const boxes = counts.flatMap((column, index) => stack(column, index, scale, gap))
  const bands = Array.from({ length: Math.max(0, columns - 1) }, (_, column) =>
    bandsOf(cut, column, boxes, scale)
  ).flat()
  return { columns, boxes, bands }
}

const entry = (tool: string | undefined, count: number): readonly (readonly [string, number])[] =>
  tool === undefined ? [] : [[tool, count]]

const counted = (entries: readonly (readonly [string, number])[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const [key, count] of entries) sums.set(key, (sums.get(key) ?? 0) + count)
  return sums
}

const stack = (
  column: ReadonlyMap<string, number>,
  index: number,
  scale: number,
  gap: number
): readonly ChainBox[] => {
  let top = 0
  return [...column]
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([tool, count]) => {
      const box = { column: index, tool, count, top, height: count * scale }
      top += box.height + gap
      return box
    })
}

const bandsOf = (
  chains: readonly CountedChain[],
  column: number,
  boxes: readonly ChainBox[],
  scale: number
): readonly ChainBand[] => {
  const places = (at: number) =>
    new Map(boxes.filter((box) => box.column === at).map((box) => [box.tool, box]))
  const left = places(column)
  const right = places(column + 1)
  const pairs = counted(
    chains.flatMap(({ tools, count }) => {
      const [from, to] = [tools[column], tools[column + 1]]
      return from === undefined || to === undefined ? [] : [[JSON.stringify([from, to]), count]]
    })
  )
  const leftTops = new Map([...left].map(([tool, { top }]) => [tool, top]))
  const rightTops = new Map([...right].map(([tool, { top }]) => [tool, top]))
  const take = (tops: Map<string, number>, tool: string, height: number): number => {
    const top = tops.get(tool) ?? 0
    tops.set(tool, top + height)
    return top
  }
  const topOf = (boxes: ReadonlyMap<string, ChainBox>, tool: string) => boxes.get(tool)?.top ?? 0
  return [...pairs]
    .map(([key, count]) => {
      const [from, to]: [string, string] = JSON.parse(key)
      return { from, to, count }
    })
    .toSorted(
      (a, b) => topOf(left, a.from) - topOf(left, b.from) || topOf(right, a.to) - topOf(right, b.to)
    )
    .map(({ from, to, count }) => {
      const bandHeight = count * scale
      const fromTop = take(leftTops, from, bandHeight)
      const toTop = take(rightTops, to, bandHeight)
      return { column, from, to, count, fromTop, toTop, height: bandHeight }
    })
}
