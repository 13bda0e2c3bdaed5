/** The faults a writer meets, W1 to W13, each have a test that carries their name. */

import assert from "node:assert/strict"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { repositoryRoot } from "../../repository.ts"

const ROWS: Readonly<Record<string, string>> = {
  W1: "kill -9 in a tight write loop",
  W2: "a short write",
  W3: "a disk that is full for good",
  W4: "no permission, no folder, no regular file",
  W5: "many processes and short writers, one file",
  W6: "forks and threads",
  W7: "exceptions, signals, process.exit, interruption",
  W8: "rotation by rename and deletion while writing",
  W9: "links, and who may read",
  W10: "attributes of every size and kind",
  W11: "numbers that are none, and clocks that are stepped",
  W12: "an exporter's receiver that fails",
  W13: "Lapline started or loaded twice"
}

describe("the faults of a writer", () => {
  const texts = globSync("test/sdk/{trace,export}/*.test.ts", { cwd: repositoryRoot })
    .filter((name) => !name.endsWith("writer-rows.test.ts"))
    .map((name) => readFileSync(join(repositoryRoot, name), "utf8"))

  for (const [row, what] of Object.entries(ROWS)) {
    it(`have a test for ${what}`, () => {
      const title = new RegExp(
        `(?:it|describe)\\(\\s*["\`](?:\\$\\{[^}]*"${row}"[^}]*\\}|${row}\\b)`
      )
      assert(
        texts.some((text) => title.test(text)),
        `no test is named ${row}`
      )
    })
  }
})
