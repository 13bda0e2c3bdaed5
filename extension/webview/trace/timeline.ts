/** The bars of the lines in view and the axis above them, on two canvases. */
import { formatDuration } from "../../protocol/figures.ts"
import { FLAGS } from "../../protocol/trace-columns.ts"
import { surfaceOf, type Surface } from "../page/canvas.ts"
import { barOf, labelSide } from "./bar.ts"
import { segmentsOf } from "./path-segments.ts"
import { lengthOf, type Range } from "./range.ts"
import { ticksIn } from "./ticks.ts"
import type { Picture } from "./part.ts"

export const ROW_PX = 22
const BAR_PX = 12
const TICK_PX = 110

/** The lines that are drawn: the first one, and how far it is moved up by scrolling. */
export interface Lines {
  readonly first: number
  readonly count: number
  readonly offsetPx: number
}

export const drawAxis = (canvas: HTMLCanvasElement, { view, theme }: Picture): void => {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  const { context, width, height } = surface
  context.font = `11px ${theme.font}`
  context.textBaseline = "middle"
  context.fillStyle = theme.dim
  for (const [at, x] of tickPlaces(view.range, width)) {
    const text = formatDuration(at)
    // The last label would leave the view.
    if (x + 5 + context.measureText(text).width <= width) context.fillText(text, x + 4, height / 2)
    context.fillRect(x, 0, 1, height)
  }
}

export const drawBars = (
  canvas: HTMLCanvasElement,
  picture: Picture,
  { first, count, offsetPx }: Lines,
  hovered: number
): void => {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  const { context, width, height } = surface
  const { view, theme, lines } = picture
  context.font = `11px ${theme.font}`
  context.textBaseline = "middle"
  const rows = Array.from(lines.spans.subarray(first, first + count))
  for (const [index, span] of rows.entries()) {
    const top = index * ROW_PX - offsetPx
    if (span === view.selected || span === hovered) {
      context.fillStyle = span === view.selected ? theme.selection : theme.hover
      context.fillRect(0, top, width, ROW_PX)
    }
  }
  context.fillStyle = theme.grid
  for (const [, x] of tickPlaces(view.range, width)) context.fillRect(x, 0, 1, height)
  for (const [index, span] of rows.entries()) {
    drawBar(surface, picture, span, index * ROW_PX - offsetPx)
  }
}

const tickPlaces = (range: Range, width: number): readonly (readonly [number, number])[] =>
  ticksIn(range, Math.floor(width / TICK_PX) + 1).map((at) => {
    return [at, Math.round(((at - range.from) / lengthOf(range)) * width)] as const
  })

const drawBar = (surface: Surface, picture: Picture, span: number, top: number): void => {
  const { context, width } = surface
  const { scene, view, theme, kinds } = picture
  const { trace } = scene
  const spanMs = trace.spanMs[span] ?? Number.NaN
  const bar = barOf(trace.startMs[span] ?? Number.NaN, spanMs, view.range, width)
  if (bar === undefined) return
  const flags = trace.flags[span] ?? 0
  const y = top + (ROW_PX - BAR_PX) / 2
  const color = theme.kinds[kinds[trace.metric[span] ?? 0] ?? "other"]
  context.beginPath()
  context.roundRect(bar.left, y, bar.width, BAR_PX, Math.min(2, bar.width / 2))
  context.fillStyle = color
  // Nothing was measured there: an outline says so.
  if ((flags & FLAGS.synthetic) === 0) context.fill()
  const isFailed = (flags & FLAGS.failed) !== 0
  if (isFailed || (flags & FLAGS.synthetic) !== 0 || theme.isHighContrast) {
    context.strokeStyle = isFailed ? theme.failed : theme.border
    context.lineWidth = isFailed ? 2 : 1
    context.stroke()
    context.lineWidth = 1
  }
  if (view.showsPath && (flags & FLAGS.onPath) !== 0) drawPath(surface, picture, span, y + BAR_PX)
  const text = `${formatDuration(spanMs)}${isFailed ? " ✗" : ""}`
  const textPx = context.measureText(text).width + 10
  const side = labelSide(bar, textPx, width)
  if (side === "inside") return
  context.fillStyle = isFailed ? theme.failed : theme.foreground
  const x = side === "right" ? bar.left + bar.width + 5 : bar.left - textPx + 5
  context.fillText(text, x, top + ROW_PX / 2 + 0.5)
}

/** A line under the bar, where the trace waited for this span. */
const drawPath = (
  { context, width }: Surface,
  { scene: { trace, segments }, view, theme }: Picture,
  span: number,
  y: number
): void => {
  context.fillStyle = theme.path
  for (const segment of segmentsOf(segments, span)) {
    const startMs = trace.pathStartMs[segment] ?? 0
    const lengthMs = (trace.pathEndMs[segment] ?? 0) - startMs
    const bar = barOf(startMs, lengthMs, view.range, width)
    if (bar !== undefined) context.fillRect(bar.left, y + 1, bar.width, 3)
  }
}
