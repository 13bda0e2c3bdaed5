/** Repeated tool calls: the same tool with the same input, though it had answered before. */

import { isFailure } from "../failure.ts"
import { formatDuration } from "../format.ts"
import { toolOf } from "../turn.ts"
import { groupBy } from "../group-by.ts"
import {
  busyMs,
  type Detector,
  evidenceOf,
  isTotal,
  siteOf,
  textAt,
  type TimedSpan
} from "./sighting.ts"

/** Written by whoever calls the tools; equal for equal inputs within a run. */
export const INPUT_HASH = "lapline.input_hash"

/** Tells nothing where the log has no hashes of inputs: calls of one tool may differ in what they ask. */
export const repeatTool: Detector = (unit) => {
  const calls = unit.of("tool_execution").filter(isTotal)
  return [...groupBy(calls, callKey).values()].flatMap((same) => {
    const firstAnswer = same.findIndex(({ record }) => !isFailure(record))
    const [first] = same
    const repeated = same.slice(firstAnswer + 1)
    if (first === undefined || firstAnswer < 0 || repeated.length === 0) return []
    const wasted = repeated.map((call) => (isAlone(call) ? iterationOf(call) : call))
    return {
      code: "repeat-tool" as const,
      site: siteOf(first.record),
      message: `${toolOf(first.record)} was called ${same.length} times with the same input in one turn`,
      evidence: evidenceOf(
        same,
        (call) =>
          `${toolOf(call.record)}, ${formatDuration(call.durationMs)}, ${formatDuration(call.startMs - (unit.root.interval?.startMs ?? 0))} into the turn`
      ),
      savingMs: busyMs(wasted)
    }
  })
}

const callKey = ({ record }: TimedSpan): string | undefined => {
  const hash = textAt(record, INPUT_HASH)
  return hash === undefined ? undefined : `${toolOf(record)} ${hash}`
}

/** Whether the iteration was made for this call only: without the call it would not have been. */
const isAlone = ({ node }: TimedSpan): boolean => {
  const iteration = node.parent
  if (iteration?.record?.metric !== "iteration" || iteration.interval === undefined) return false
  const tools = iteration.children.filter(({ record }) => record?.metric === "tool_execution")
  return tools.length === 1
}

const iterationOf = (call: TimedSpan): TimedSpan => {
  const { record, interval } = call.node.parent ?? {}
  if (record === undefined || interval === undefined) return call
  return { ...call, ...interval, durationMs: interval.endMs - interval.startMs }
}
