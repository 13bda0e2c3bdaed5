/** Runs mocha specs in this process and tells the outcome, test by test; used by node suites and in the editor's host. */
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"
import Mocha from "mocha"

export interface SpecRun {
  /** Absolute paths. */
  readonly specs: readonly string[]
  /** Part of the titles of the tests to run. */
  readonly grep?: string
  /** Module that exports `mochaHooks`, run around all specs. */
  readonly hooks?: string
  readonly color: boolean
  readonly outcomeFile: string
}

export interface TestOutcome {
  readonly title: string
  readonly state: "passed" | "failed" | "pending"
  readonly durationMs: number
  readonly message?: string
}

/** `problem` is why the run as a whole is not to be trusted: a spec that does not load, no test, a process that died. */
export interface Outcome {
  readonly tests: readonly TestOutcome[]
  readonly problem?: string
  /** What the machine lacks, so that tests were left out, a sentence each. */
  readonly leftOut?: readonly string[]
}

const repositoryRoot = path.resolve(import.meta.dirname, "../..")

/** Never rejects; the outcome is also written to the run's outcome file, which is what proves that the run ended. */
export const runSpecs = async (run: SpecRun): Promise<Outcome> => {
  const outcome = await mochaOutcome(run).catch((cause: unknown): Outcome => {
    const problem = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    return { tests: [], problem: `the specs do not load: ${problem}` }
  })
  writeFileSync(run.outcomeFile, JSON.stringify(outcome))
  return outcome
}

/** Reads what runSpecs wrote; where nothing (whole) was written, an outcome whose problem is `reason`. */
export const readOutcome = (outcomeFile: string, reason: () => string): Outcome => {
  try {
    return JSON.parse(readFileSync(outcomeFile, "utf8"))
  } catch {
    return { tests: [], problem: reason() }
  }
}

/** The run as the parent process described it; throws where there is none. */
export const specRunFromEnvironment = (): SpecRun => {
  const text = process.env["LAPLINE_SPECS"]
  if (text === undefined) throw new Error("LAPLINE_SPECS is not set: start tests by `npm test`")
  return JSON.parse(text)
}

const mochaOutcome = async (run: SpecRun): Promise<Outcome> => {
  const rc: Mocha.MochaOptions = JSON.parse(
    readFileSync(path.join(repositoryRoot, ".mocharc.json"), "utf8")
  )
  const mocha = new Mocha({ ...rc, ui: "bdd", color: run.color, forbidOnly: true })
  // Mocha's tick keeps its colour whatever `color` says.
  if (!run.color) Mocha.reporters.Base.symbols.ok = "✔"
  if (run.grep !== undefined) mocha.fgrep(run.grep)
  if (run.hooks !== undefined) {
    const module: { mochaHooks: Mocha.RootHookObject } = await import(pathToFileURL(run.hooks).href)
    mocha.rootHooks(module.mochaHooks)
  }
  for (const spec of run.specs) mocha.addFile(spec)
  await mocha.loadFilesAsync()
  const tests: TestOutcome[] = []
  await new Promise<number>((resolve) => {
    const add = (state: TestOutcome["state"], test: Mocha.Runnable, error?: unknown) =>
      tests.push({
        title: test.fullTitle(),
        state,
        durationMs: test.duration ?? 0,
        ...(error === undefined ? {} : { message: String(error) })
      })
    mocha
      .run(resolve)
      .on("pass", (test) => add("passed", test))
      .on("fail", (test, error) => add("failed", test, error))
      .on("pending", (test) => add("pending", test))
  })
  return tests.length === 0 && run.grep === undefined
    ? { tests, problem: "no test ran" }
    : { tests }
}
