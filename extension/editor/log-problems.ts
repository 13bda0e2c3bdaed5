/** Shows each problem of the logs once, in the output channel, however often it comes back. */
import type * as vscode from "vscode"
import { printable } from "../../sdk/analyze/printable.ts"
import type { LogProblem } from "./log-source.ts"

/** A log that is no log at all must not fill the channel. */
const MOST_SHOWN = 200

export const createProblemReporter = (
  output: vscode.LogOutputChannel
): ((problem: LogProblem) => void) => {
  const shown = new Set<string>()
  return (problem) => {
    const text = printable(problem.text)
    if (shown.has(text) || shown.size >= MOST_SHOWN) return
    shown.add(text)
    // Before the first run there are no logs: nothing is wrong with that.
    if (problem.isExpected) output.info(text)
    else output.warn(text)
    if (shown.size === MOST_SHOWN) output.warn("more problems are counted, not shown")
  }
}
