/** What of a whole trace is drawn when it has only a few pixels: one mark where many spans would fall together. */
import { FLAGS, type TraceColumns } from "../../protocol/trace-columns.ts"

export interface MinimapMark {
  readonly span: number
  /** Pixels from the left, and lane from the top. */
  readonly left: number
  readonly width: number
  readonly lane: number
}

/**
 * A span is left out only where one of its lane begins on the same pixel and reaches as far, and of failed spans only
 * where a failed one does: nothing that could be seen is lost. A lane is a depth; what is deeper than the lanes reach
 * shares the last.
 */
export const minimapPlan = (
  trace: TraceColumns,
  width: number,
  lanes: number
): readonly MinimapMark[] => {
  const scale = trace.durationMs > 0 ? width / trace.durationMs : 0
  const reached = new Uint16Array(lanes * width)
  const failedReached = new Uint16Array(lanes * width)
  const marks: MinimapMark[] = []
  for (let span = 0; span < trace.depth.length; span++) {
    const startMs = trace.startMs[span] ?? Number.NaN
    const endMs = startMs + (trace.spanMs[span] ?? Number.NaN)
    // Written so that what has no time fails it.
    if (!(endMs >= 0 && startMs <= trace.durationMs)) continue
    const lane = Math.min(trace.depth[span] ?? 0, lanes - 1)
    const left = Math.min(width - 1, Math.max(0, Math.floor(startMs * scale)))
    const right = Math.min(width, Math.max(left + 1, Math.ceil(endMs * scale)))
    const at = lane * width + left
    const isFailed = ((trace.flags[span] ?? 0) & FLAGS.failed) !== 0
    if (right <= (failedReached[at] ?? 0) || (!isFailed && right <= (reached[at] ?? 0))) continue
    reached[at] = Math.max(reached[at] ?? 0, right)
    if (isFailed) failedReached[at] = right
    marks.push({ span, left, width: right - left, lane })
  }
  return marks
}
