/** The answer of `lapline report`: duplicates found, traces joined, self time and findings worked out. */

import { createStore } from "../../sdk/analyze/store.ts"
import { keepYoungGenerationSmall } from "../../sdk/cli/young-generation.ts"
import { readLogs } from "../../sdk/read/read-logs.ts"
import type { Reader } from "./answer.ts"

export const laplineReport: Reader = async ({ file }) => {
  keepYoungGenerationSmall()
  const store = createStore({ viewSpans: 0 })
  const sink = {
    onRecord: store.add,
    onProblem: (problem: unknown) => {
      throw new Error(`a line is broken: ${JSON.stringify(problem)}`)
    }
  }
  store.setLineProblems(await readLogs([file], sink, { isLazy: true }))
  return store
    .report()
    .sites.map(({ file, line, count, errors, totalMs, p50Ms, p95Ms, p99Ms }) => ({
      line: `${file}:${line}`,
      count,
      errors,
      total: totalMs,
      p50: p50Ms ?? Number.NaN,
      p95: p95Ms ?? Number.NaN,
      p99: p99Ms ?? Number.NaN
    }))
}
