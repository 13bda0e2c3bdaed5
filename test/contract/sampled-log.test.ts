/** A log that does not hold everything says so, and so does every report on it. */

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Sampling, start, timed } from "lapline"
import { repositoryRoot } from "../repository.ts"

const turn = timed.turn("Sampled")(() => undefined)

/** What `lapline report` prints of 200 turns that were sampled. */
const report = async (sampling: Sampling, ...flags: readonly string[]): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "lapline-sampled-"))
  try {
    const run = start({ directory: folder, root: folder, sampling })
    for (let index = 0; index < 200; index++) turn()
    await run.stop()
    const main = join(repositoryRoot, "sdk/cli/main.ts")
    const args = [main, "report", folder, ...flags]
    const done = spawnSync(process.execPath, args, { encoding: "utf8" })
    assert.equal(done.status, 0, done.stderr)
    return done.stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("a sampled log", () => {
  it("is called sampled in the report, with the number of traces that are missing", async () => {
    const text = await report({ head: 0.5, tail: { ratio: 0.5, errors: true } })
    const sampling = "0.5 of traces as they begin, errors, ratio 0.5 as they end"
    assert(text.includes(`1 run sampled (${sampling}): counts are of what was kept`), text)
    assert.match(text, /lapline\.sampled_out\.traces +1\d\d/)
  })

  it("is told apart in the report for programs", async () => {
    const sampled = JSON.parse(await report({ head: 0.5 }, "--json"))
    assert.equal(sampled.runs[0].sampling, "0.5 of traces as they begin")
    const missing = sampled.resources["lapline.sampled_out.traces"].last
    assert.equal(missing + sampled.turns.count, 200)
    const whole = JSON.parse(await report({}, "--json"))
    assert.deepEqual([whole.runs[0].sampling, whole.turns.count], [null, 200])
  })
})
