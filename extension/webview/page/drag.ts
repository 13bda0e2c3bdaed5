/** Dragging with the pointer, told apart from a click. */

export interface Drag {
  /** Pixels from the element's left edge. */
  readonly fromX: number
  readonly toX: number
  readonly y: number
}

export interface DragHandlers {
  readonly onMove: (drag: Drag) => void
  readonly onEnd: (drag: Drag) => void
  readonly onClick: (at: { readonly x: number; readonly y: number }) => void
}

const LEAST_PX = 4

/** Follows the pointer from the element until it is let go, wherever that is. */
export const onDrag = (target: HTMLElement, { onMove, onEnd, onClick }: DragHandlers): void => {
  let start: { readonly x: number; readonly y: number } | undefined
  let isDragging = false
  const at = ({ clientX, clientY }: PointerEvent) => {
    const { left, top } = target.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    start = at(event)
    isDragging = false
    target.setPointerCapture(event.pointerId)
  })
  target.addEventListener("pointermove", (event) => {
    if (start === undefined) return
    const { x } = at(event)
    isDragging ||= Math.abs(x - start.x) >= LEAST_PX
    if (isDragging) onMove({ fromX: start.x, toX: x, y: start.y })
  })
  target.addEventListener("pointerup", (event) => {
    if (start === undefined) return
    const from = start
    start = undefined
    if (isDragging) onEnd({ fromX: from.x, toX: at(event).x, y: from.y })
    else onClick(from)
  })
  target.addEventListener("pointercancel", () => {
    start = undefined
  })
}
