/** Records that are passed on: each once, through rotations, restarts and crashes, whatever happens when. */

import assert from "node:assert/strict"
import fc from "fast-check"
import * as fs from "node:fs"
import { join } from "node:path"
import { readCheckpoint } from "../../../sdk/read/checkpoint.ts"
import { tailLogs, type Tail } from "../../../sdk/read/tail.ts"
import { line, lines, withFolder } from "./workspace.ts"

/** What was passed on, with its length in the checkpoint: as a file that is cut to that length after a crash. */
const startShipping = async (logs: string, checkpoint: string, shipped: string[]) => {
  const { state } = await readCheckpoint(checkpoint)
  shipped.length = Number(state ?? 0)
  let waiting: string[] = []
  const tail = tailLogs(
    [logs],
    {
      onRecords: (records) => void waiting.push(...records.map(({ name }) => name)),
      onReset: () => undefined,
      onProblem: () => undefined
    },
    {
      checkpoint,
      pollMs: 1e6,
      passOn: async () => {
        shipped.push(...waiting)
        waiting = []
        return { _tag: "PassedOn", state: `${shipped.length}` }
      }
    }
  )
  await tail.refresh()
  return tail
}

const step = fc.record({
  action: fc.constantFrom("append", "tear", "rename", "copyTruncate", "look", "restart", "crash"),
  file: fc.constantFrom("a.jsonl", "b.jsonl"),
  count: fc.integer({ min: 1, max: 4 })
})

describe("records that are passed on", () => {
  it("are each passed on once, after any history of logs that lose nothing", () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25, size: "max" }), (steps) =>
        withFolder(async (folder) => {
          const [logs, checkpoint] = [join(folder, "logs"), join(folder, "kept")]
          fs.mkdirSync(logs)
          const shipped: string[] = []
          let tail: Tail = await startShipping(logs, checkpoint, shipped)
          let name = 100
          const write = (path: string, count: number) => {
            fs.appendFileSync(path, lines(name, name + count))
            name += count
          }
          try {
            for (const [number, { action, file, count }] of steps.entries()) {
              const path = join(logs, file)
              if (action === "append") write(path, count)
              if (action === "tear") {
                const text = line(name)
                fs.appendFileSync(path, text.slice(0, 20))
                await tail.refresh()
                fs.appendFileSync(path, text.slice(20))
                name += 1
              }
              if (action === "rename" && fs.existsSync(path)) {
                fs.renameSync(path, `${path}.${number}`)
              }
              if (action === "copyTruncate" && fs.existsSync(path)) {
                fs.copyFileSync(path, `${path}.${number}`)
                fs.truncateSync(path)
                // A writer that goes on at once may come past the old end.
                write(path, count)
              }
              if (action === "look") await tail.refresh()
              if (action === "restart" || action === "crash") {
                const before = fs.existsSync(checkpoint) ? fs.readFileSync(checkpoint) : undefined
                await tail.close()
                if (action === "crash" && before !== undefined) fs.writeFileSync(checkpoint, before)
                tail = await startShipping(logs, checkpoint, shipped)
              }
            }
            await tail.refresh()
            const all = Array.from({ length: name - 100 }, (_, index) => `${100 + index}`)
            assert.deepEqual(shipped.toSorted(), all.toSorted())
          } finally {
            await tail.close()
          }
        })
      ),
      { numRuns: 50 }
    )).timeout(60_000)

  it("are not lost where they could not be passed on", () =>
    withFolder(async (folder) => {
      const [logs, checkpoint] = [join(folder, "logs"), join(folder, "kept")]
      fs.mkdirSync(logs)
      fs.writeFileSync(join(logs, "a.jsonl"), lines(0, 20_000))
      const taken: string[] = []
      let calls = 0
      const failing = tailLogs(
        [logs],
        {
          onRecords: (records) => void taken.push(...records.map(({ name }) => name)),
          onReset: () => undefined,
          onProblem: () => undefined
        },
        {
          checkpoint,
          pollMs: 1e6,
          passOn: async () => {
            calls += 1
            return calls === 2 ? { _tag: "Failed" } : { _tag: "PassedOn", state: `${taken.length}` }
          }
        }
      )
      await failing.refresh()
      await failing.close()
      assert.equal(calls, 2)
      const before = taken.length
      assert.ok(before < 20_000)
      const shipped = [...taken]
      const tail = await startShipping(logs, checkpoint, shipped)
      await tail.close()
      assert.deepEqual(shipped.length, 20_000)
      assert.equal(new Set(shipped).size, 20_000)
    }))
})
