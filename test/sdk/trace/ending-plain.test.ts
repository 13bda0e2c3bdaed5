/** Whatever ends a plain process, its spans are in the log, those still open as interrupted. */

import assert from "node:assert/strict"
import { join } from "node:path"
import { repositoryRoot } from "../../repository.ts"
import { readSpans, runNode, withFolder } from "./log.ts"

const program = join(repositoryRoot, "test/sdk/trace/programs/ending-plain.ts")

const cases: readonly (readonly [when: string, ending: string, expected: number | string])[] = [
  ["it calls process.exit", "exit", 3],
  ["an exception is caught by nobody", "throw", 1],
  ["a promise is rejected for nobody", "reject", 1],
  ["SIGTERM comes", "wait", "SIGTERM"],
  ["SIGINT comes", "wait", "SIGINT"]
]

describe("the log of a plain process", function () {
  this.timeout(60_000)

  for (const [when, ending, expected] of cases) {
    it(`W7 is complete when ${when} inside a span and a block`, () =>
      withFolder(async (folder) => {
        const ended = await runNode({
          args: [program, folder, ending],
          cwd: repositoryRoot,
          onOutput: (child) => child.kill(expected as NodeJS.Signals)
        })
        assert.equal(ended.signal ?? ended.code, expected, ended.stderr)
        assert.deepEqual(
          readSpans(folder).map(({ name, status }) => `${name} ${status}`),
          ["first ok", "block interrupted", "invoke_agent open interrupted"]
        )
      }))
  }
})
