/** Repeated tool calls: the same tool with the same input, though it had answered before. */

import { isFailure } from "../failure.ts"
import { sentence } from "../sentence.ts"
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
  const repeats = [...groupBy(calls, ({ record }) => toolOf(record)).values()].filter(
    ({ length }) => length > 1
  )
  return repeats
    .flatMap((of) => [...groupBy(of, inputOf).values()])
    .flatMap((same) => {
      const firstAnswer = same.findIndex(({ record }) => !isFailure(record))
      const [first] = same
      const repeated = same.slice(firstAnswer + 1)
      if (first === undefined || firstAnswer < 0 || repeated.length === 0) return []
      const wasted = repeated.map((call) => (isAlone(call) ? iterationOf(call) : call))
      return {
        code: "repeat-tool" as const,
        site: siteOf(first.record),
        told: sentence(
          "{0} was called {1} times with the same input in one turn",
          toolOf(first.record),
          same.length
        ),
        evidence: evidenceOf(same, (call) =>
          sentence(
            "{0}, {1}, {2} into the turn",
            toolOf(call.record),
            { ms: call.durationMs },
            { ms: call.startMs - (unit.root.interval?.startMs ?? 0) }
          )
        ),
        savingMs: busyMs(wasted)
      }
    })
}

/** Read of calls of one tool only, for it costs more than the name. */
const inputOf = ({ record }: TimedSpan): string | undefined => textAt(record, INPUT_HASH)

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
