/** Runs mocha specs inside the real extension host. */
import { closeSync, openSync, readSync, writeFileSync } from "node:fs"
import path from "node:path"
import { type Outcome, readOutcome, type SpecRun } from "../runner/specs.ts"
import { hostFolder } from "./pieces.ts"
import { lastWords, openWindow, type WindowOptions } from "./window.ts"

export interface HostRun extends Omit<WindowOptions, "testsPath"> {
  readonly run: Omit<SpecRun, "outcomeFile">
  readonly timeoutMs: number
  /** Existing folder for what the specs print, their outcome, and the window as it was when something failed. */
  readonly artifacts: string
}

/**
 * Opens a window, runs the specs in its extension host, copies what they print to stdout as it comes.
 * Never rejects: a host that does not start, dies or hangs is an outcome with a `problem`.
 */
export const runInHost = async (options: HostRun): Promise<Outcome> => {
  const { run, timeoutMs, artifacts, ...windowOptions } = options
  const outputFile = path.join(artifacts, "output.txt")
  const outcomeFile = path.join(artifacts, "outcome.json")
  writeFileSync(outputFile, "")
  const drain = follower(outputFile)
  const timer = setInterval(drain, 100)
  try {
    const request: SpecRun = { ...run, outcomeFile }
    const window = await openWindow({
      ...windowOptions,
      testsPath: path.join(hostFolder, "host-entry.cjs"),
      environment: {
        ...windowOptions.environment,
        LAPLINE_SPECS: JSON.stringify(request),
        LAPLINE_OUTPUT: outputFile
      }
    })
    try {
      const exit = await within(window.exit, timeoutMs)
      drain()
      // VS Code reports success when its extension host is killed: only the outcome file proves an end.
      const outcome = readOutcome(outcomeFile, () => {
        const why = exit === "timeout" ? `no result after ${timeoutMs} ms` : "the host ended early"
        return `${why}; last log lines:\n${lastWords(window.log)}`
      })
      if (outcome.problem !== undefined || outcome.tests.some((test) => test.state !== "passed")) {
        await window.dump(artifacts, "window-at-failure")
      }
      return outcome
    } finally {
      await window.close()
    }
  } catch (cause) {
    return { tests: [], problem: cause instanceof Error ? cause.message : String(cause) }
  } finally {
    clearInterval(timer)
  }
}

/** Each call copies what was added to `file` since the last one to stdout. */
const follower = (file: string) => {
  let position = 0
  const buffer = Buffer.alloc(1 << 16)
  return () => {
    const descriptor = openSync(file, "r")
    for (let read = 1; read > 0; position += read) {
      read = readSync(descriptor, buffer, 0, buffer.length, position)
      process.stdout.write(Buffer.from(buffer.subarray(0, read)))
    }
    closeSync(descriptor)
  }
}

const within = async <A>(promise: Promise<A>, timeoutMs: number): Promise<A | "timeout"> => {
  const late = Promise.withResolvers<"timeout">()
  const timer = setTimeout(() => late.resolve("timeout"), timeoutMs)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
