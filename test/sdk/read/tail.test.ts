/** A log that grows, is cut, rotated, copied, deleted and made again, on a real file system. */

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import { join } from "node:path"
import { nodeFileSystem } from "../../../sdk/read/file-system.ts"
import { tailLogs, type Tail, type TailOptions } from "../../../sdk/read/tail.ts"
import { holdNames, isBalanced, line, lines, withFolder } from "./workspace.ts"

interface Scene {
  readonly folder: string
  readonly path: string
  readonly tail: Tail
  readonly held: ReturnType<typeof holdNames>
}

/** Follows a fresh folder; looks only when asked to unless `options` say otherwise. */
const scene = (use: (scene: Scene) => Promise<void>, options?: TailOptions) =>
  withFolder(async (folder) => {
    const held = holdNames()
    const tail = tailLogs([folder], held.sink, options ?? { pollMs: 1e6 })
    try {
      await tail.refresh()
      await use({ folder, path: join(folder, "a.jsonl"), tail, held })
    } finally {
      await tail.close()
    }
  })

const noEvents = {
  ...nodeFileSystem,
  watch: () => {
    throw new Error("no file events here")
  }
}

describe("tailLogs", () => {
  it("hands over what is appended, and waits for the end of a line", () =>
    scene(async ({ path, tail, held }) => {
      fs.writeFileSync(path, line(1) + line(2).slice(0, 20))
      await tail.refresh()
      assert.deepEqual(held.names(), ["1"])
      fs.appendFileSync(path, line(2).slice(20))
      await tail.refresh()
      assert.deepEqual(held.names(), ["1", "2"])
      assert.equal(tail.counts().seen, 2)
    }))

  it("sees an append by its event", () =>
    scene(async ({ path, tail, held }) => {
      fs.writeFileSync(path, line(1))
      await tail.refresh()
      fs.appendFileSync(path, line(2))
      await held.until(() => held.names().length === 2)
    }))

  it("sees files and appends without events by polling", () =>
    scene(
      async ({ path, held }) => {
        fs.writeFileSync(path, line(1))
        await held.until(() => held.names().length === 1)
        fs.appendFileSync(path, line(2))
        await held.until(() => held.names().length === 2)
      },
      { fileSystem: noEvents, pollMs: 10 }
    ))

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

  it("follows a folder that appears, goes and appears again", () =>
    withFolder(async (parent) => {
      const folder = join(parent, ".lapline")
      const held = holdNames()
      const tail = tailLogs([folder], held.sink, { pollMs: 10 })
      for (const name of ["1", "2"]) {
        fs.mkdirSync(folder)
        fs.writeFileSync(join(folder, "a.jsonl"), line(name))
        await held.until(() => held.names().includes(name))
        fs.appendFileSync(join(folder, "a.jsonl"), line(`${name} more`))
        await held.until(() => held.names().includes(`${name} more`))
        fs.rmSync(folder, { recursive: true })
        await held.until(() => held.names().length === 0)
      }
      await tail.close()
      assert.equal(held.problems.at(0)?._tag, "MissingPath")
    }))

  it("tells a path that is missing once, until that changes", () =>
    withFolder(async (folder) => {
      const held = holdNames()
      const path = join(folder, "a.jsonl")
      const tail = tailLogs([path], held.sink, { pollMs: 1e6 })
      for (let count = 0; count < 3; count++) await tail.refresh()
      assert.deepEqual(
        held.problems.map(({ _tag }) => _tag),
        ["MissingPath"]
      )
      fs.writeFileSync(path, line(1))
      await tail.refresh()
      fs.rmSync(path)
      await tail.refresh()
      await tail.close()
      assert.deepEqual(
        held.problems.map(({ _tag }) => _tag),
        ["MissingPath", "MissingPath"]
      )
    }))

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

  it("hands nothing over once it is closed", () =>
    scene(async ({ path, tail, held }) => {
      fs.writeFileSync(path, lines(0, 5_000))
      const looking = tail.refresh()
      const closing = tail.close()
      const heldAtClose = held.names().length
      await Promise.all([looking, closing])
      fs.appendFileSync(path, line("late"))
      await tail.refresh()
      assert.equal(held.names().length, heldAtClose)
    }))

  it("keeps its counts right", () =>
    scene(async ({ path, tail }) => {
      fs.writeFileSync(path, `${line(1)}noise\n${line(1)}{"v":9}\n`)
      await tail.refresh()
      assert.ok(isBalanced(tail.counts()))
      assert.equal(tail.counts().seen, 4)
    }))
})
