/** Lapline's answer: what `lapline report --quick` counts. */

import { makeLineDurations } from "../../sdk/cli/line-durations.ts"
import { readLogs } from "../../sdk/read/read-logs.ts"
import type { WalkerKind } from "../../sdk/read/shape/walker.ts"
import type { Reader } from "./answer.ts"

const readerOf =
  (kind: WalkerKind): Reader =>
  async ({ file }) => {
    const { rows, onRecord, lines } = makeLineDurations(kind)
    const onProblem = (problem: unknown) => {
      throw new Error(`a line is broken: ${JSON.stringify(problem)}`)
    }
    await readLogs([file], { onRecord, onProblem }, { rows })
    return lines().map(({ file, line, count, errors, totalMs, p50Ms, p95Ms, p99Ms }) => ({
      line: `${file}:${line}`,
      count,
      errors,
      total: totalMs,
      p50: p50Ms ?? Number.NaN,
      p95: p95Ms ?? Number.NaN,
      p99: p99Ms ?? Number.NaN
    }))
  }

export const laplineWebAssembly: Reader = readerOf("WebAssembly")
export const laplineJavaScript: Reader = readerOf("JavaScript")
