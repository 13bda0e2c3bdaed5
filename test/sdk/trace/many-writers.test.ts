/** Many processes, threads and short-lived writers: every line once and whole, in one file or in files of their own. */

import assert from "node:assert/strict"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { decodeLine } from "../../../sdk/record/decode.ts"
import { MAX_LINE_BYTES } from "../../../sdk/record/record.ts"
import { makeLogWriter } from "../../../sdk/trace/log-writer.ts"
import { repositoryRoot } from "../../repository.ts"
import { readRecords, readSpans, runNode, withFolder } from "./log.ts"

const programs = join(repositoryRoot, "test/sdk/trace/programs")

const PROCESSES = 40
const LINES = 200
const SHORT_WRITERS = 10_000

describe("many writers", function () {
  this.timeout(180_000)

  it(`W5 of one file: ${PROCESSES} processes × ${LINES} lines of 0.2 and 70 KB, none lost, none mixed`, () =>
    withFolder(async (folder) => {
      const file = join(folder, "shared.jsonl")
      const args = [join(programs, "shared-file.ts"), file, String(LINES), folder]
      let started = 0
      const work = async (): Promise<void> => {
        while (started < PROCESSES) {
          started += 1
          const ended = await runNode({ args, cwd: folder })
          assert.deepEqual([ended.code, ended.stderr], [0, ""])
        }
      }
      // Eight at a time: more would only wait for the two cores of a small machine.
      await Promise.all(Array.from({ length: 8 }, work))
      const lines = readFileSync(file, "utf8").split("\n")
      // Who opens the file while another writes may see a line half there and end it: a blank line, which counts nowhere.
      const records = lines.filter((line) => line !== "").map(decodeLine)
      const spans = records.flatMap((decoded) => {
        assert.equal(decoded._tag, "Record")
        return decoded._tag === "Record" && decoded.record.metric === "span" ? [decoded.record] : []
      })
      const runs = new Set(spans.map(({ runId }) => runId))
      assert.equal(spans.length, runs.size * LINES)
      assert.equal(runs.size, PROCESSES)
      assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length)
      const longest = Math.max(...lines.map(({ length }) => length))
      assert(longest > 40_000 && longest < MAX_LINE_BYTES, String(longest))
    }))

  it(`W5 of one file: ${SHORT_WRITERS} that open it, write a line and close it`, () =>
    withFolder((folder) => {
      const path = join(folder, "log.jsonl")
      writeFileSync(path, "")
      for (let index = 0; index < SHORT_WRITERS; index++) {
        const writer = makeLogWriter({
          path,
          header: () => "",
          warn: assert.fail,
          nowMs: () => index
        })
        writer.write(Buffer.from(`{"v":1,"name":"${index}"}\n`))
        writer.close()
      }
      const names = readRecords(folder).map(({ name }) => Number(name))
      assert.deepEqual(
        names,
        Array.from({ length: SHORT_WRITERS }, (_, index) => index)
      )
    }))

  it("W6 that a program forks or starts as threads have ids and logs of their own", () =>
    withFolder(async (folder) => {
      const ended = await runNode({ args: [join(programs, "forking.ts"), folder], cwd: folder })
      assert.deepEqual([ended.code, ended.stderr], [0, ""])
      const spans = readSpans(folder)
      assert.equal(readdirSync(folder).length, 5)
      assert.equal(spans.length, 5 * 100)
      assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, 5 * 100)
      assert.equal(new Set(spans.map(({ runId }) => runId)).size, 5)
    }))
})
