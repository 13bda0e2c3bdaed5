/** What the trace view shows of a trace, and how each action changes it. */
import { FLAGS, type TraceColumns } from "../../protocol/trace-columns.ts"
import { around, clamp, pan, zoom, type Range } from "./range.ts"
import { flameOf, levelCount, levelOf, ownTimeMs, type Flame } from "./flame.ts"
import { pathSegments, type PathSegments } from "./path-segments.ts"
import { hasInside, reveal, treeRows, type TreeRows } from "./tree-rows.ts"

export type Mode = "waterfall" | "flame"

export interface View {
  readonly mode: Mode
  readonly selected: number
  readonly folded: ReadonlySet<number>
  /** What is in view: of the trace's time, and of the flame graph's width. */
  readonly range: Range
  readonly flameRange: Range
  readonly showsPath: boolean
  readonly search: Search
}

export interface Search {
  readonly query: string
  /** In ascending order. */
  readonly spans: Uint32Array
  readonly problem: string | null
}

/** The trace with what is worked out of it once. */
export interface Scene {
  readonly trace: TraceColumns
  readonly segments: PathSegments
  /** Built when it is first looked at. */
  readonly flame: Flame
  readonly whole: Range
  readonly wholeFlame: Range
}

export type Action =
  | { readonly _tag: "Select"; readonly span: number }
  /** By so many lines; what is beyond the ends is the end. */
  | { readonly _tag: "Move"; readonly lines: number }
  | { readonly _tag: "Fold"; readonly span: number }
  /** As in a tree: left folds or goes to the parent, right unfolds or goes inside. In the flame graph: to the frame beside. */
  | { readonly _tag: "Left" }
  | { readonly _tag: "Right" }
  | { readonly _tag: "Zoom"; readonly factor: number; readonly anchor: number }
  | { readonly _tag: "Pan"; readonly part: number }
  | { readonly _tag: "Show"; readonly range: Range }
  | { readonly _tag: "Fit" }
  | { readonly _tag: "Whole" }
  | { readonly _tag: "Mode"; readonly mode: Mode }
  | { readonly _tag: "Path" }
  | { readonly _tag: "Found"; readonly search: Search }
  | { readonly _tag: "Match"; readonly step: 1 | -1 }
  | { readonly _tag: "Failure"; readonly spans: Uint32Array }

export const noSearch: Search = { query: "", spans: new Uint32Array(), problem: null }

export const firstView = ({ whole, wholeFlame }: Scene): View => ({
  mode: "waterfall",
  selected: 0,
  folded: new Set(),
  range: whole,
  flameRange: wholeFlame,
  showsPath: true,
  search: noSearch
})

export const sceneOf = (trace: TraceColumns): Scene => {
  let flame: Flame | undefined
  return {
    trace,
    segments: pathSegments(trace.pathSpan, trace.depth.length),
    get flame() {
      return (flame ??= flameOf(trace))
    },
    whole: { from: 0, to: trace.durationMs },
    wholeFlame: { from: 0, to: ownTimeMs(trace) }
  }
}

export const update = (view: View, action: Action, scene: Scene): View => {
  const { trace } = scene
  switch (action._tag) {
    case "Select":
      return select(view, action.span, trace)
    case "Move":
      return select(view, moved(view, action.lines, scene), trace)
    case "Fold":
      return fold(view, action.span, trace)
    case "Left": {
      if (view.mode === "flame") return select(view, beside(view, -1, scene), trace)
      const isOpen = hasInside(trace.depth, view.selected) && !view.folded.has(view.selected)
      if (isOpen) return fold(view, view.selected, trace)
      return select(view, trace.parent[view.selected] ?? -1, trace)
    }
    case "Right": {
      if (view.mode === "flame") return select(view, beside(view, 1, scene), trace)
      if (view.folded.has(view.selected)) return fold(view, view.selected, trace)
      const isLeaf = !hasInside(trace.depth, view.selected)
      return isLeaf ? view : select(view, view.selected + 1, trace)
    }
    case "Zoom":
      return inRange(view, scene, (range, whole) =>
        zoom(range, action.factor, action.anchor, whole)
      )
    case "Pan":
      return inRange(view, scene, (range, whole) => pan(range, action.part, whole))
    case "Show":
      return inRange(view, scene, (_, whole) => clamp(action.range, whole))
    case "Fit":
      return inRange(view, scene, (_, whole) => around(extentOf(view, scene), whole))
    case "Whole":
      return inRange(view, scene, (_, whole) => whole)
    case "Mode":
      return { ...view, mode: action.mode }
    case "Path":
      return { ...view, showsPath: !view.showsPath }
    case "Found": {
      const next = { ...view, search: action.search }
      const first = action.search.spans.find((span) => span >= view.selected)
      const found = first ?? action.search.spans[0]
      return found === undefined ? next : select(next, found, trace)
    }
    case "Match":
      return select(view, nextOf(view.search.spans, view.selected, action.step), trace)
    case "Failure":
      return select(view, nextOf(action.spans, view.selected, 1), trace)
  }
}

/** The lines of the tree; the same object while the same spans are folded. */
export const createLines = (depth: Uint32Array): ((folded: ReadonlySet<number>) => TreeRows) => {
  let known: { readonly folded: ReadonlySet<number>; readonly rows: TreeRows } | undefined
  return (folded) => {
    if (known?.folded !== folded) known = { folded, rows: treeRows(depth, folded) }
    return known.rows
  }
}

const select = (view: View, span: number, { depth, parent }: TraceColumns): View => {
  if (span < 0 || span >= depth.length) return view
  return { ...view, selected: span, folded: reveal(view.folded, parent, span) }
}

const fold = (view: View, span: number, { depth, parent }: TraceColumns): View => {
  if (!hasInside(depth, span)) return view
  const folded = new Set(view.folded)
  if (folded.delete(span)) return { ...view, folded }
  folded.add(span)
  // What is selected must not vanish inside.
  let at = view.selected
  while (at > span) at = parent[at] ?? -1
  return { ...view, folded, selected: at === span ? span : view.selected }
}

const inRange = (view: View, scene: Scene, change: (range: Range, whole: Range) => Range): View =>
  view.mode === "waterfall"
    ? { ...view, range: change(view.range, scene.whole) }
    : { ...view, flameRange: change(view.flameRange, scene.wholeFlame) }

/** In the flame graph up and down go through the levels, else through the lines. */
const moved = (view: View, lines: number, scene: Scene): number => {
  if (view.mode === "waterfall") {
    const { spans, lineOf } = treeRows(scene.trace.depth, view.folded)
    const line = Math.max(0, lineOf[view.selected] ?? 0) + lines
    return spans[Math.min(spans.length - 1, Math.max(0, line))] ?? view.selected
  }
  const { flame } = scene
  const step = lines < 0 ? below : firstOn
  const steps = Math.min(Math.abs(lines), levelCount(flame))
  let frame = flame.frameOf[view.selected] ?? 0
  for (let done = 0; done < steps; done++) frame = step(flame, frame) ?? frame
  return flame.slowest[frame] ?? view.selected
}

const beside = ({ selected }: View, step: 1 | -1, { flame }: Scene): number => {
  const frame = flame.frameOf[selected] ?? 0
  const next = frame + step
  const isSameLevel = next >= 0 && levelOf(flame, next) === levelOf(flame, frame)
  return isSameLevel ? (flame.slowest[next] ?? selected) : selected
}

const below = ({ parent }: Flame, frame: number): number | undefined => {
  const at = parent[frame] ?? -1
  return at < 0 ? undefined : at
}

const firstOn = (flame: Flame, frame: number): number | undefined => {
  const level = levelOf(flame, frame) + 1
  const on = flame.parent.indexOf(frame, flame.levels[level] ?? flame.parent.length)
  return on < 0 ? undefined : on
}

const extentOf = ({ mode, selected }: View, { trace, flame }: Scene): Range => {
  if (mode === "flame") {
    const frame = flame.frameOf[selected] ?? 0
    return { from: flame.from[frame] ?? 0, to: flame.to[frame] ?? 0 }
  }
  const from = trace.startMs[selected] ?? Number.NaN
  const to = from + (trace.spanMs[selected] ?? Number.NaN)
  return Number.isNaN(to) ? { from: 0, to: trace.durationMs } : { from, to }
}

/** The rows of the failed spans. */
export const failuresOf = ({ flags }: TraceColumns): Uint32Array =>
  Uint32Array.from(flags.keys().filter((span) => ((flags[span] ?? 0) & FLAGS.failed) !== 0))

/** The next of sorted spans after `selected`, around the end; -1 when there is none. */
const nextOf = (spans: Uint32Array, selected: number, step: 1 | -1): number => {
  const next =
    step === 1 ? spans.find((span) => span > selected) : spans.findLast((span) => span < selected)
  return next ?? spans.at(step === 1 ? 0 : -1) ?? -1
}
