/** A followed log that is cut, replaced, rotated, copied, deleted and made again, on a real file system. */

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import { join } from "node:path"
import { nodeFileSystem, type FileStat } from "../../../sdk/read/file-system.ts"
import { scene } from "./tail-scene.ts"
import { line, lines } from "./workspace.ts"

describe("tailLogs, when logs are rotated", () => {
  it("starts over when a log is cut", () =>
    scene(async ({ path, tail, held }) => {
      fs.writeFileSync(path, lines(0, 5))
      await tail.refresh()
      fs.truncateSync(path)
      fs.appendFileSync(path, line("new"))
      await tail.refresh()
      assert.deepEqual(held.names(), ["new"])
      assert.deepEqual(held.resets, [path])
      assert.equal(tail.counts().seen, 1)
    }))

  it("starts over when a log was cut and has grown past the old end", () =>
    scene(async ({ folder, path, tail, held }) => {
      fs.writeFileSync(path, lines(0, 5))
      await tail.refresh()
      fs.copyFileSync(path, join(folder, "a.jsonl.1"))
      fs.writeFileSync(path, lines(5, 20))
      await tail.refresh()
      assert.deepEqual(
        held.sorted(),
        Array.from({ length: 20 }, (_, index) => String(index)).sort()
      )
      assert.equal(tail.counts().duplicate, 0)
    }))

  it("reads a log on that was renamed, and the one that took its place", () =>
    scene(async ({ folder, path, tail, held }) => {
      fs.writeFileSync(path, line(1))
      await tail.refresh()
      fs.renameSync(path, join(folder, "a.jsonl.1"))
      fs.appendFileSync(join(folder, "a.jsonl.1"), line(2))
      fs.writeFileSync(path, line(3))
      await tail.refresh()
      assert.deepEqual(held.sorted(), ["1", "2", "3"])
      assert.deepEqual(held.resets, [])
    }))

  it("reads a log to its end that was moved out of sight", () =>
    scene(async ({ folder, path, tail, held }) => {
      fs.writeFileSync(path, line(1))
      await tail.refresh()
      const writer = fs.openSync(path, "a")
      fs.writeSync(writer, line(2))
      fs.renameSync(path, join(folder, "a.old"))
      fs.writeSync(writer, line(3))
      fs.writeFileSync(path, line(4))
      await tail.refresh()
      fs.writeSync(writer, line(5))
      fs.closeSync(writer)
      await tail.refresh()
      assert.deepEqual(held.sorted(), ["1", "2", "3", "4", "5"])
      assert.equal(tail.counts().seen, 5)
    }))

  it("takes back what a deleted log said, and reads one made again as new", () =>
    scene(async ({ path, tail, held }) => {
      fs.writeFileSync(path, lines(0, 3))
      await tail.refresh()
      fs.rmSync(path)
      await tail.refresh()
      assert.deepEqual(held.names(), [])
      assert.equal(tail.counts().seen, 0)
      fs.writeFileSync(path, lines(0, 2))
      await tail.refresh()
      assert.deepEqual(held.names(), ["0", "1"])
    }))

  it("gives back what a copy still holds when the original is deleted", () =>
    scene(async ({ folder, path, tail, held }) => {
      fs.writeFileSync(path, lines(0, 3))
      await tail.refresh()
      fs.copyFileSync(path, join(folder, "b.jsonl"))
      await tail.refresh()
      assert.equal(tail.counts().duplicate, 3)
      fs.rmSync(path)
      await tail.refresh()
      assert.deepEqual(held.sorted(), ["0", "1", "2"])
      assert.equal(tail.counts().duplicate, 0)
    }))

  it("sees a log replaced by one of the same size within one tick of a coarse clock", () => {
    const coarse = (stat: FileStat) => ({
      ...stat,
      modifiedMs: Math.floor(stat.modifiedMs / 2_000) * 2_000
    })
    const stat = async (path: string) => coarse(await nodeFileSystem.stat(path))
    return scene(
      async ({ path, tail, held }) => {
        for (const name of ["1", "2", "3"]) {
          fs.writeFileSync(path, line(name))
          await tail.refresh()
          assert.deepEqual(held.names(), [name])
        }
      },
      { fileSystem: { ...nodeFileSystem, stat } }
    )
  })

  it("loses no line of another process that writes and rotates while it reads", () =>
    scene(
      async ({ folder, tail, held }) => {
        const script = `
          import fs from "node:fs"
          const path = process.argv[1] + "/a.jsonl"
          for (let file = 0; file < 100; file++) {
            for (let index = 0; index < 50; index++) {
              const name = file * 50 + index
              fs.appendFileSync(path, JSON.stringify({ v: 1, name: String(name), span_id: String(name) }) + "\\n")
            }
            fs.renameSync(path, process.argv[1] + "/a.jsonl." + file)
          }`
        const child = spawn(process.execPath, ["--input-type=module", "-e", script, folder])
        await once(child, "close")
        await tail.refresh()
        const expected = Array.from({ length: 5_000 }, (_, index) => String(index)).sort()
        assert.deepEqual(held.sorted(), expected)
        assert.deepEqual(
          held.problems.filter((problem) => "line" in problem),
          []
        )
        assert.equal(tail.counts().seen, 5_000)
      },
      { pollMs: 5 }
    )).timeout(20_000)
})
