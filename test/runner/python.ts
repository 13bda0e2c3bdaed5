/** Runs Python's unittest and reads its verbose report. */
import { describeEnding, runChild } from "./child.ts"
import type { Outcome, TestOutcome } from "./specs.ts"

const oldestPython = "3.9"
const unittest = ["-m", "unittest", "discover", "-v", "-s", "tests", "-t", "."]

/** `folder` holds the package and its `tests`. Without a Python that is new enough the suite is left out, with the reason. */
export const runPython = async (folder: string, grep?: string): Promise<Outcome> => {
  const obstacle = await pythonObstacle(folder)
  if (obstacle !== undefined) return { tests: [], leftOut: [`the Python tests: ${obstacle}`] }
  const { ending, output } = await runChild({
    program: "python3",
    args: unittest.concat(grep === undefined ? [] : ["-k", grep]),
    cwd: folder,
    limitMs: 600_000,
    output: "both"
  })
  return readReport(output, describeEnding(ending))
}

/** Turns `python3 -m unittest -v` output into an outcome; the report's own count must agree with what was read. */
export const readReport = (report: string, ending: string): Outcome => {
  const lines = report.matchAll(
    /^(\w+) \([\w.]+\)(?:\n.*)? \.\.\. (ok|FAIL|ERROR|skipped '(.*)')$/gm
  )
  const tests: TestOutcome[] = []
  const reasons = new Map<string, number>()
  for (const [, name = "", result, reason] of lines) {
    const title = name.replace(/^test_/, "").replaceAll("_", " ")
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    else tests.push({ title, state: result === "ok" ? "passed" : "failed", durationMs: 0 })
  }
  const leftOut = [...reasons].map(([reason, count]) => `${count} Python tests: ${reason}`)
  const skipped = [...reasons.values()].reduce((sum, count) => sum + count, 0)
  const ran = Number(/^Ran (\d+) tests? in/m.exec(report)?.[1] ?? Number.NaN)
  if (ran === tests.length + skipped) return { tests, leftOut }
  const problem = `unittest's report is not whole (${ending}): it ran ${ran}, read were ${tests.length + skipped}`
  return { tests, leftOut, problem }
}

const pythonObstacle = async (folder: string): Promise<string | undefined> => {
  const [major, minor] = oldestPython.split(".")
  const { ending } = await runChild({
    program: "python3",
    args: ["-c", `import sys; sys.exit(sys.version_info < (${major}, ${minor}))`],
    cwd: folder,
    limitMs: 30_000,
    output: "result"
  })
  if (ending._tag === "Exited" && ending.code === 0) return undefined
  return `no python3 of ${oldestPython} or newer (${describeEnding(ending)})`
}
