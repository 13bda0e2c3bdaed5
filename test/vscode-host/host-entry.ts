/** Runs inside the extension host: sends mocha's report to a file, then runs the specs. */
import { openSync, writeSync } from "node:fs"
import { format } from "node:util"

/** Called by VS Code; a rejection becomes the exit code 1 of the test run. */
export const run = async (): Promise<void> => {
  // The extension host sends console.log to the browser's console without its form. Assigning would do nothing:
  // it has replaced these properties by ones whose setter ignores the value.
  const output = openSync(process.env["LAPLINE_OUTPUT"] ?? "/dev/null", "a")
  for (const name of ["log", "info", "warn", "error"] as const) {
    const value = (...parts: readonly unknown[]) => writeSync(output, `${format(...parts)}\n`)
    Object.defineProperty(console, name, { value, writable: true, configurable: true })
  }
  // Only now: mocha keeps the console.log that it finds when it is loaded.
  const { runSpecs, specRunFromEnvironment } = await import("../runner/specs.ts")
  const outcome = await runSpecs(specRunFromEnvironment())
  if (outcome.problem !== undefined || outcome.tests.some((test) => test.state !== "passed")) {
    throw new Error("specs failed")
  }
}
