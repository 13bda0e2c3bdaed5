/** What a test run says at its end. */
import type { Outcome } from "./specs.ts"

export interface SuiteReport {
  readonly name: string
  readonly outcome: Outcome
  readonly durationMs: number
}

export interface Summary {
  readonly lines: readonly string[]
  readonly passed: number
  readonly failed: number
}

/**
 * One line a suite, the failed tests by name, what was left out and why, and last `N passed, N failed`.
 * A pending test counts as failed, and so does a problem of a suite as a whole.
 */
export const summarize = (reports: readonly SuiteReport[], leftOut: readonly string[]): Summary => {
  const counts = reports.map(({ outcome }) => {
    const passed = outcome.tests.filter((test) => test.state === "passed").length
    const problems = outcome.problem === undefined ? 0 : 1
    return { passed, failed: outcome.tests.length - passed + problems }
  })
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.reduce((sum, count) => sum + count.failed, 0)
  const width = Math.max(...reports.map((report) => report.name.length), 0)
  const rows = reports.flatMap(({ name, durationMs }, index) => {
    const count = counts[index]
    // A step that tests nothing and went well (build, package) needs no row.
    if (count === undefined || count.passed + count.failed === 0) return []
    const seconds = (durationMs / 1000).toFixed(1)
    return [`  ${name.padEnd(width)}  ${count.passed} passed, ${count.failed} failed, ${seconds} s`]
  })
  const troubles = reports.flatMap(({ name, outcome }) => [
    ...(outcome.problem === undefined ? [] : [`  ${name}: ${outcome.problem.split("\n")[0]}`]),
    ...outcome.tests
      .filter((test) => test.state !== "passed")
      .map((test) => `  ${name}: ${test.state}: ${test.title}${reason(test.message)}`)
  ])
  const lines = [
    ...titled("Failed", troubles),
    ...titled(
      "Left out",
      leftOut.map((line) => `  ${line}`)
    ),
    ...titled("Suites", rows),
    `${passed} passed, ${failed} failed`
  ]
  return { lines, passed, failed }
}

const titled = (title: string, rows: readonly string[]) =>
  rows.length === 0 ? [] : [title, ...rows, ""]

const reason = (message: string | undefined) =>
  message === undefined ? "" : ` (${message.split("\n")[0]?.slice(0, 200)})`
