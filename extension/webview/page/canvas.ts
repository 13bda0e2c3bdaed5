/** A canvas as sharp as the screen, measured in CSS pixels. */

export interface Surface {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
}

/** Fits the canvas to its box; undefined while it has none. */
export const surfaceOf = (canvas: HTMLCanvasElement): Surface | undefined => {
  const { clientWidth: width, clientHeight: height } = canvas
  const context = canvas.getContext("2d")
  if (context === null || width === 0 || height === 0) return undefined
  const ratio = window.devicePixelRatio
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  return { context, width, height }
}

/** Runs `draw` once before the next frame, however often it is asked for. */
export const createPainter = (draw: () => void): (() => void) => {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    requestAnimationFrame(() => {
      isWaiting = false
      draw()
    })
  }
}

/** Part of the text that fits, with an ellipsis; empty when not even two characters do. */
export const fitText = (
  context: CanvasRenderingContext2D,
  text: string,
  widthPx: number
): string => {
  if (context.measureText(text).width <= widthPx) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= widthPx) low = middle
    else high = middle - 1
  }
  return low < 2 ? "" : `${text.slice(0, low)}…`
}
