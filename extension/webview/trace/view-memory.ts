/** What the trace view remembers of itself while it is closed, read back with suspicion. */
import { fieldsOf, isCount, isFinite, isListOf, type Fields } from "../../protocol/check.ts"
import { clamp, type Range } from "./range.ts"
import { firstView, type Scene, type View } from "./view-state.ts"

/** More folded spans are not remembered: the state is written at each change. */
const MOST_FOLDED = 2_000

export const memoryOf = (view: View, { trace }: Scene): Fields => ({
  rows: trace.depth.length,
  mode: view.mode,
  selected: view.selected,
  folded: [...view.folded].slice(0, MOST_FOLDED),
  range: view.range,
  flameRange: view.flameRange,
  showsPath: view.showsPath,
  query: view.search.query
})

/** Rows are others when the trace has grown: then only what is not about rows is taken over. */
export const recalledView = (memory: Fields | undefined, scene: Scene): View => {
  const first = firstView(scene)
  if (memory === undefined) return first
  const { mode, selected, folded, showsPath } = memory
  const range = rangeOf(memory["range"])
  const flameRange = rangeOf(memory["flameRange"])
  const isSameTrace = memory["rows"] === scene.trace.depth.length
  const isRow = (row: unknown): row is number => isCount(row) && row < scene.trace.depth.length
  return {
    ...first,
    mode: mode === "flame" ? "flame" : "waterfall",
    showsPath: showsPath !== false,
    ...(isSameTrace && isRow(selected) ? { selected } : {}),
    ...(isSameTrace && isListOf(folded, isRow) ? { folded: new Set(folded) } : {}),
    ...(range === undefined ? {} : { range: clamp(range, scene.whole) }),
    ...(flameRange === undefined ? {} : { flameRange: clamp(flameRange, scene.wholeFlame) })
  }
}

export const recalledQuery = (memory: Fields | undefined): string => {
  const query = memory?.["query"]
  return typeof query === "string" ? query : ""
}

const rangeOf = (value: unknown): Range | undefined => {
  const { from, to } = fieldsOf(value) ?? {}
  return isFinite(from) && isFinite(to) && from <= to ? { from, to } : undefined
}
