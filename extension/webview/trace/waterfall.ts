/** The waterfall: the tree grid at the left, bars at the right, scrolled as one. */
import { element } from "../page/element.ts"
import { onDrag } from "../page/drag.ts"
import { pointAt, type Range } from "./range.ts"
import { drawAxis, drawBars, ROW_PX, type Lines } from "./timeline.ts"
import { createTreeGrid } from "./tree-grid.ts"
import type { Part, PartOptions, Picture } from "./part.ts"

export interface Waterfall extends Part {
  readonly focus: () => void
  /** Whole lines in view, for Page Up and Page Down. */
  readonly linesInView: () => number
}

const HEAD_PX = 24
const WHEEL_ZOOM = 1.0015

export const createWaterfall = (options: PartOptions): Waterfall => {
  const { dispatch, repaint } = options
  let hovered = -1
  let last: Picture | undefined
  const hover = (span: number) => {
    if (span === hovered) return
    hovered = span
    repaint()
  }
  const grid = createTreeGrid({ ...options, onHover: hover })
  const axis = element("canvas", { class: "axis" })
  const bars = element("canvas", { class: "bars" })
  const shade = element("div", { class: "shade" })
  // All that the bars show the grid says in words.
  const timeline = element("div", { class: "timeline", aria: { hidden: true } }, axis, bars, shade)
  const sheet = element("div", { class: "sheet" }, grid.element, timeline)
  const spacer = element("div")
  const scroller = element("div", { class: "waterfall" }, sheet, spacer)
  scroller.addEventListener("scroll", repaint)

  const spanAt = (y: number): number => {
    const line = Math.floor((scroller.scrollTop + y - HEAD_PX) / ROW_PX)
    return y < HEAD_PX ? -1 : (last?.lines.spans[line] ?? -1)
  }
  const rangeOf = (fromX: number, toX: number): Range | undefined => {
    if (last === undefined) return undefined
    const { range } = last.view
    const [a = 0, b = 0] = [fromX, toX].map((x) => pointAt(range, x, bars.clientWidth))
    return { from: Math.min(a, b), to: Math.max(a, b) }
  }
  shade.hidden = true
  onDrag(timeline, {
    onMove: ({ fromX, toX }) => {
      shade.hidden = false
      shade.style.left = `${Math.min(fromX, toX)}px`
      shade.style.width = `${Math.abs(toX - fromX)}px`
    },
    onEnd: ({ fromX, toX }) => {
      shade.hidden = true
      const range = rangeOf(fromX, toX)
      if (range !== undefined) dispatch({ _tag: "Show", range })
    },
    onClick: ({ y }) => {
      const span = spanAt(y)
      if (span >= 0) dispatch({ _tag: "Select", span })
      grid.element.focus()
    }
  })
  timeline.addEventListener("dblclick", () => dispatch({ _tag: "Fit" }))
  timeline.addEventListener("pointermove", ({ clientY }) =>
    hover(spanAt(clientY - timeline.getBoundingClientRect().top))
  )
  timeline.addEventListener("pointerleave", () => hover(-1))
  scroller.addEventListener(
    "wheel",
    (event) => {
      const { deltaX, deltaY, shiftKey, ctrlKey, metaKey, clientX } = event
      const { left, width } = bars.getBoundingClientRect()
      if (ctrlKey || metaKey) {
        event.preventDefault()
        const anchor = Math.min(1, Math.max(0, (clientX - left) / width))
        dispatch({ _tag: "Zoom", factor: WHEEL_ZOOM ** deltaY, anchor })
      } else if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) {
        event.preventDefault()
        dispatch({ _tag: "Pan", part: (deltaX || deltaY) / width })
      }
    },
    { passive: false }
  )

  /** Scrolls only when another span was selected: the wheel stays free. */
  const reveal = (picture: Picture, height: number) => {
    const isNew = last?.view.selected !== picture.view.selected
    const line = picture.lines.lineOf[picture.view.selected] ?? -1
    if (!isNew || line < 0) return
    const top = line * ROW_PX
    const least = top + ROW_PX - (height - HEAD_PX)
    if (scroller.scrollTop > top) scroller.scrollTop = top
    else if (scroller.scrollTop < least) scroller.scrollTop = least
  }

  return {
    element: scroller,
    focus: () => grid.element.focus({ preventScroll: true }),
    linesInView: () => Math.max(1, Math.floor((scroller.clientHeight - HEAD_PX) / ROW_PX) - 1),
    draw: (picture) => {
      const height = scroller.clientHeight
      const total = HEAD_PX + picture.lines.spans.length * ROW_PX
      sheet.style.height = `${height}px`
      spacer.style.height = `${Math.max(0, total - height)}px`
      reveal(picture, height)
      last = picture
      const first = Math.floor(scroller.scrollTop / ROW_PX)
      const offsetPx = scroller.scrollTop - first * ROW_PX
      const count = Math.ceil((height - HEAD_PX + offsetPx) / ROW_PX)
      const lines: Lines = { first, count, offsetPx }
      grid.draw(picture, lines, hovered)
      drawAxis(axis, picture)
      drawBars(bars, picture, lines, hovered)
    }
  }
}
