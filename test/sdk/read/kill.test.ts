/** Writers killed with SIGKILL: every line they ended is read, and each kill costs one malformed line at most. */

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { readLogs } from "../../../sdk/read/read-logs.ts"
import { tailLogs } from "../../../sdk/read/tail.ts"
import { holdNames, isBalanced, takeNames, withFolder } from "./workspace.ts"

/**
 * Appends lines named `round/0`, `round/1`, … with one write each. `flood` goes on until it dies; `tear` stops in the middle of
 * the line after the tenth. Either says on standard output when ten lines are in the file.
 */
const writer = `
  import fs from "node:fs"
  const [path, round, bytes, mode] = process.argv.slice(1)
  const file = fs.openSync(path, "a")
  const lineOf = (index) => {
    const name = round + "/" + index
    const line = { v: 1, name, span_id: name, pad: "" }
    line.pad = "x".repeat(Math.max(0, Number(bytes) - JSON.stringify(line).length - 1))
    return Buffer.from(JSON.stringify(line) + "\\n")
  }
  for (let index = 0; ; index++) {
    const line = lineOf(index)
    const isTorn = mode === "tear" && index === 10
    fs.writeSync(file, isTorn ? line.subarray(0, line.length / 2) : line)
    if (index === 10) fs.writeSync(1, "ten")
    if (isTorn) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }`

const writeUntilKilled = async (path: string, round: number, bytes: number, mode: string) => {
  const args = ["--input-type=module", "-e", writer, path, String(round), String(bytes), mode]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  await once(child.stdout, "data")
  child.kill("SIGKILL")
  await once(child, "close")
}

/** Each round's lines are there from the first on, without a gap; answers how many. */
const checkWhole = (names: readonly string[], rounds: number): number => {
  for (let round = 0; round < rounds; round++) {
    const own = names.filter((name) => name.startsWith(`${round}/`))
    assert.ok(own.length >= 10, `round ${round} has ${own.length} lines`)
    assert.deepEqual(
      own,
      own.map((_, index) => `${round}/${index}`)
    )
  }
  return names.length
}

describe("a killed writer", () => {
  const sizes = [1_000, 16_000, 64_000]

  it("costs exactly the line it was in, and the next writer's first line is not lost", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      for (const [round, bytes] of sizes.entries())
        await writeUntilKilled(path, round, bytes, "tear")
      await writeUntilKilled(path, sizes.length, 100, "flood")
      const sink = takeNames()
      const counts = await readLogs([path], sink)
      assert.equal(counts.accepted, checkWhole(sink.names, sizes.length + 1))
      assert.equal(counts.malformed, sizes.length)
      assert.ok(isBalanced(counts))
    })).timeout(20_000)

  it("costs one line at most wherever the kill strikes, read afterwards or while it writes", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      const held = holdNames()
      const tail = tailLogs([folder], held.sink, { pollMs: 5 })
      const rounds = 2 * sizes.length
      try {
        for (let round = 0; round < rounds; round++) {
          await writeUntilKilled(path, round, sizes[round % sizes.length] ?? 0, "flood")
        }
        await tail.refresh()
        const sink = takeNames()
        const counts = await readLogs([path], sink)
        assert.equal(counts.accepted, checkWhole(sink.names, rounds))
        assert.ok(counts.malformed <= rounds)
        assert.deepEqual(held.names(), sink.names)
        assert.deepEqual(tail.counts(), counts)
      } finally {
        await tail.close()
      }
    })).timeout(20_000)
})
