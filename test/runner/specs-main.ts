/** Entry of the process that runs one mocha suite: the run comes in the environment, the outcome goes to its file. */
import { runSpecs, specRunFromEnvironment } from "./specs.ts"

const leakLimitMs = 10_000

// Ending through process.exit lets each owner of a child process take it along.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130))
}

await runSpecs(specRunFromEnvironment())

setTimeout(() => {
  const resources = process.getActiveResourcesInfo().join(", ")
  console.error(`the tests are over, but something keeps the process alive: ${resources}`)
  process.exit(1)
}, leakLimitMs).unref()
