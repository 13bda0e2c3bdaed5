/** The flame graph on a canvas: only the levels and frames in view are drawn. */
import { formatCount, formatDuration, formatPercent } from "../../protocol/figures.ts"
import { fill } from "../../protocol/words.ts"
import { fitText, surfaceOf } from "../page/canvas.ts"
import { inkOn } from "../page/ink.ts"
import { onDrag } from "../page/drag.ts"
import { element } from "../page/element.ts"
import { frameAt, framesInView, levelCount, levelOf } from "./flame.ts"
import { lengthOf, pan, pointAt, type Range } from "./range.ts"
import type { Part, PartOptions, Picture } from "./part.ts"

const LEVEL_PX = 22
/** Narrower frames are not seen. */
const LEAST_PX = 0.5
const LEAST_TEXT_PX = 30
const WHEEL_ZOOM = 1.0015

export interface FlameChart extends Part {
  readonly focus: () => void
  /** What is told of the selected span's frame. */
  readonly describe: (picture: Picture) => string
}

export const createFlameChart = ({ words, dispatch, repaint }: PartOptions): FlameChart => {
  let hovered = -1
  /** What was in view when the pointer took hold of it. */
  let held: Range | undefined
  let last: Picture | undefined
  const canvas = element("canvas", {
    class: "frames",
    role: "application",
    tabindex: 0,
    aria: { roledescription: words.flame }
  })
  const spacer = element("div")
  const hint = element("p", { class: "hint" }, words.flameHint)
  const said = element("p", { class: "said" })
  const scroller = element("div", { class: "flame-scroller" }, canvas, spacer)
  const chart = element("div", { class: "flame" }, hint, scroller, said)
  scroller.addEventListener("scroll", repaint)

  const frameUnder = (x: number, y: number): number => {
    if (last === undefined) return -1
    const { scene, view } = last
    const level = Math.floor((y + scroller.scrollTop) / LEVEL_PX)
    const at = pointAt(view.flameRange, x, canvas.clientWidth)
    return frameAt(scene.flame, level, at) ?? -1
  }
  const choose = (x: number, y: number): boolean => {
    const span = last?.scene.flame.slowest[frameUnder(x, y)]
    if (span !== undefined) dispatch({ _tag: "Select", span })
    return span !== undefined
  }
  onDrag(canvas, {
    onMove: ({ fromX, toX }) => {
      if (last === undefined) return
      held ??= last.view.flameRange
      const part = (fromX - toX) / canvas.clientWidth
      dispatch({ _tag: "Show", range: pan(held, part, last.scene.wholeFlame) })
    },
    onEnd: () => {
      held = undefined
    },
    onClick: ({ x, y }) => choose(x, y)
  })
  canvas.addEventListener("dblclick", () => dispatch({ _tag: "Fit" }))
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    const frame = frameUnder(offsetX, offsetY)
    if (frame === hovered) return
    hovered = frame
    repaint()
  })
  canvas.addEventListener("pointerleave", () => {
    hovered = -1
    repaint()
  })
  canvas.addEventListener(
    "wheel",
    (event) => {
      const { deltaX, deltaY, shiftKey, ctrlKey, metaKey, offsetX } = event
      if (ctrlKey || metaKey) {
        event.preventDefault()
        const anchor = offsetX / canvas.clientWidth
        dispatch({ _tag: "Zoom", factor: WHEEL_ZOOM ** deltaY, anchor })
      } else if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) {
        event.preventDefault()
        dispatch({ _tag: "Pan", part: (deltaX || deltaY) / canvas.clientWidth })
      }
    },
    { passive: false }
  )

  const wordsOf = ({ scene: { trace, flame } }: Picture, frame: number): string => {
    const name = trace.texts[trace.name[flame.slowest[frame] ?? 0] ?? 0] ?? ""
    const wholeMs = (flame.to[frame] ?? 0) - (flame.from[frame] ?? 0)
    const share = wholeMs / (flame.to[0] || 1)
    const failed = flame.failed[frame] ?? 0
    return [
      name,
      `n ${formatCount(flame.spans[frame] ?? 0)}`,
      `${words.takes} ${formatDuration(wholeMs)}`,
      `${words.itself} ${formatDuration(flame.selfMs[frame] ?? 0)}`,
      formatPercent(share),
      ...(failed === 0 ? [] : [fill(words.failures, formatCount(failed))])
    ].join(" · ")
  }
  const describe = (picture: Picture): string =>
    wordsOf(picture, picture.scene.flame.frameOf[picture.view.selected] ?? 0)

  /** Scrolls only when another span was selected. */
  const reveal = ({ scene: { flame }, view }: Picture) => {
    if (last?.view.selected === view.selected) return
    const top = levelOf(flame, flame.frameOf[view.selected] ?? 0) * LEVEL_PX
    const least = top + LEVEL_PX - scroller.clientHeight
    if (scroller.scrollTop > top) scroller.scrollTop = top
    else if (scroller.scrollTop < least) scroller.scrollTop = least
  }

  return {
    element: chart,
    focus: () => canvas.focus({ preventScroll: true }),
    describe,
    draw: (picture) => {
      const { scene, view, theme, kinds } = picture
      const { flame, trace } = scene
      const height = scroller.clientHeight
      canvas.style.height = `${height}px`
      spacer.style.height = `${Math.max(0, levelCount(flame) * LEVEL_PX - height)}px`
      reveal(picture)
      last = picture
      said.textContent = hovered < 0 ? describe(picture) : wordsOf(picture, hovered)
      canvas.setAttribute("aria-label", describe(picture))
      const surface = surfaceOf(canvas)
      if (surface === undefined) return
      const { context, width } = surface
      context.font = `11px ${theme.font}`
      context.textBaseline = "middle"
      const scale = width / (lengthOf(view.flameRange) || 1)
      const selected = flame.frameOf[view.selected] ?? 0
      const found = new Set(Array.from(view.search.spans, (span) => flame.frameOf[span] ?? 0))
      const first = Math.floor(scroller.scrollTop / LEVEL_PX)
      const end = Math.min(levelCount(flame), first + Math.ceil(height / LEVEL_PX) + 1)
      for (let level = first; level < end; level++) {
        const y = level * LEVEL_PX - scroller.scrollTop
        framesInView(flame, level, view.flameRange, LEAST_PX / scale, (frame) => {
          const from = Math.max(0, ((flame.from[frame] ?? 0) - view.flameRange.from) * scale)
          const to = Math.min(width, ((flame.to[frame] ?? 0) - view.flameRange.from) * scale)
          const span = flame.slowest[frame] ?? 0
          const color = theme.kinds[kinds[trace.metric[span] ?? 0] ?? "other"]
          const wide = Math.max(LEAST_PX, to - from - 1)
          context.globalAlpha = found.size > 0 && !found.has(frame) ? 0.35 : 1
          context.fillStyle = color
          context.fillRect(from, y, wide, LEVEL_PX - 1)
          if ((flame.failed[frame] ?? 0) > 0) {
            context.fillStyle = theme.failed
            context.fillRect(from, y + LEVEL_PX - 4, wide, 3)
          }
          if (wide >= LEAST_TEXT_PX) {
            const name = trace.texts[trace.name[span] ?? 0] ?? ""
            context.fillStyle = inkOn(color)
            context.fillText(fitText(context, name, wide - 8), from + 4, y + LEVEL_PX / 2)
          }
          context.globalAlpha = 1
          if (frame === selected || frame === hovered) {
            context.strokeStyle = theme.foreground
            context.lineWidth = frame === selected ? 2 : 1
            context.strokeRect(from + 1, y + 1, Math.max(1, wide - 2), LEVEL_PX - 3)
          }
        })
      }
    }
  }
}
