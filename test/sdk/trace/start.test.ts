/** `start` begins the run of a plain program, once however often it is called, and its end completes the log. */

import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { start, timed } from "../../../sdk/index.ts"
import type { MakeExporter } from "../../../sdk/record/exporter.ts"
import { named, readRecords, readSpans, withFolder } from "./log.ts"
import { loopTurn } from "./plain.ts"

const work = timed(function work() {})

describe("start", () => {
  it("begins a log that is complete as soon as its block is left", () =>
    withFolder((directory) => {
      {
        using run = start({ directory, service: { name: "a", version: "2" } })
        assert.equal(run.path?.startsWith(directory), true)
        work()
      }
      const [header, ...records] = readRecords(directory)
      assert.equal(header?.attributes["service.version"], "2")
      assert.equal(named(records, "work").runId, header?.runId)
      work()
      assert.equal(readSpans(directory).length, 1)
    }))

  it("W13 is shared: one writer and no line twice when it is called again", () =>
    withFolder(async (directory) => {
      const first = start({ directory })
      const second = start({ directory, service: { name: "another" } })
      assert.equal(first.path, second.path)
      work()
      await first.stop()
      await first.stop()
      work()
      await second.stop()
      work()
      assert.equal(readdirSync(directory).length, 1)
      assert.equal(readSpans(directory).length, 2)
    }))

  it("writes what is open at its end as interrupted, and begins anew afterwards", () =>
    withFolder(async (directory) => {
      const stuck = timed(function stuck() {
        return new Promise<never>(() => undefined)
      })
      const run = start({ directory })
      void stuck()
      await loopTurn()
      await run.flush()
      await run.stop()
      assert.equal(named(readSpans(directory), "stuck").status, "interrupted")
      await using again = start({ directory })
      assert.notEqual(again.path, run.path)
    }))

  it("waits for its exporters", () =>
    withFolder(async (directory) => {
      const calls: string[] = []
      const make: MakeExporter = () => ({
        name: "keeper",
        take: (records) => void calls.push(...records.map(({ name }) => name)),
        flush: async () => void calls.push("flushed"),
        close: () => loopTurn().then(() => void calls.push("closed"))
      })
      const run = start({ directory, service: { name: "a" }, exporters: [make], resources: false })
      work()
      await run.flush()
      await run.stop()
      assert.deepEqual(calls, ["run a", "work", "flushed", "closed"])
    }))

  it("does nothing when it is switched off", async () => {
    const run = start({ enabled: false })
    work()
    await run.flush()
    await run.stop()
    run[Symbol.dispose]()
    await run[Symbol.asyncDispose]()
    assert.equal(run.path, undefined)
  })
})
