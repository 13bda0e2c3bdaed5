/** The whole trace in a strip, with the part of it that is in view. */
import { element } from "../page/element.ts"
import { surfaceOf } from "../page/canvas.ts"
import { onDrag, type Drag } from "../page/drag.ts"
import { minimapPlan } from "./minimap-plan.ts"
import { lengthOf, pan, pointAt } from "./range.ts"
import type { Part, PartOptions, Picture } from "./part.ts"
import type { Scene } from "./view-state.ts"
import { FLAGS } from "../../protocol/trace-columns.ts"
import type { Theme } from "../page/theme.ts"

const LEAST_LANE_PX = 2
const MOST_LANE_PX = 7

export const createMinimap = ({ words, dispatch }: PartOptions): Part => {
  // The keys do all that the strip does: for a screen reader it is a picture without news.
  const canvas = element("canvas", {
    class: "minimap",
    title: words.minimapHint,
    aria: { hidden: true }
  })
  const whole = document.createElement("canvas")
  let drawn: { readonly scene: Scene; readonly theme: Theme; readonly width: number } | undefined
  let last: Picture | undefined

  const drawWhole = (picture: Picture, width: number, height: number) => {
    whole.width = canvas.width
    whole.height = canvas.height
    const context = whole.getContext("2d")
    if (context === null) return
    context.scale(canvas.width / width, canvas.height / height)
    const { trace } = picture.scene
    const deepest = trace.depth.reduce((most, depth) => Math.max(most, depth), 0)
    const lanePx = Math.min(
      MOST_LANE_PX,
      Math.max(LEAST_LANE_PX, Math.floor((height - 4) / (deepest + 1)))
    )
    const lanes = Math.max(1, Math.floor((height - 4) / lanePx))
    for (const { span, left, width: wide, lane } of minimapPlan(trace, Math.floor(width), lanes)) {
      const isFailed = ((trace.flags[span] ?? 0) & FLAGS.failed) !== 0
      const kind = picture.kinds[trace.metric[span] ?? 0] ?? "other"
      context.fillStyle = isFailed ? picture.theme.failed : picture.theme.kinds[kind]
      context.fillRect(left, 2 + lane * lanePx, wide, lanePx - 1)
    }
  }

  const rangeOf = ({ fromX, toX }: Drag) => {
    const picture = last
    if (picture === undefined) return undefined
    const { whole } = picture.scene
    const [a, b] = [fromX, toX].map((x) => pointAt(whole, x, canvas.clientWidth))
    return { from: Math.min(a ?? 0, b ?? 0), to: Math.max(a ?? 0, b ?? 0) }
  }
  onDrag(canvas, {
    onMove: (drag) => {
      const range = rangeOf(drag)
      if (range !== undefined) dispatch({ _tag: "Show", range })
    },
    onEnd: () => undefined,
    onClick: ({ x }) => {
      if (last === undefined) return
      const { range } = last.view
      const at = pointAt(last.scene.whole, x, canvas.clientWidth)
      const part = (at - range.from) / lengthOf(range) - 0.5
      dispatch({ _tag: "Show", range: pan(range, part, last.scene.whole) })
    }
  })

  return {
    element: canvas,
    draw: (picture) => {
      last = picture
      const surface = surfaceOf(canvas)
      if (surface === undefined) return
      const { context, width, height } = surface
      const { scene, theme, view } = picture
      if (drawn?.scene !== scene || drawn.theme !== theme || drawn.width !== width) {
        drawn = { scene, theme, width }
        drawWhole(picture, width, height)
      }
      context.drawImage(whole, 0, 0, width, height)
      const length = lengthOf(scene.whole) || 1
      const at = (ms: number) => (ms / length) * width
      for (const span of view.search.spans) {
        context.fillStyle = theme.match
        context.fillRect(at(scene.trace.startMs[span] ?? 0) - 1, 0, 2, height)
      }
      const left = at(view.range.from)
      const right = at(view.range.to)
      context.fillStyle = theme.veil
      context.fillRect(0, 0, left, height)
      context.fillRect(right, 0, width - right, height)
      context.strokeStyle = theme.border
      context.strokeRect(left + 0.5, 0.5, Math.max(2, right - left) - 1, height - 1)
    }
  }
}
