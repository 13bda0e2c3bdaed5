/** A log that grows: by events, by polling, and with what can stand in the way. */

import assert from "node:assert/strict"
import * as fs from "node:fs"
import { join } from "node:path"
import { nodeFileSystem } from "../../../sdk/read/file-system.ts"
import { describeProblem } from "../../../sdk/read/problem.ts"
import { scene } from "./tail-scene.ts"
import { isBalanced, line, lines } from "./workspace.ts"

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

  it("sees the first log of a folder that was empty by its event", () =>
    scene(async ({ path, tail, held }) => {
      await tail.refresh()
      fs.writeFileSync(path, line(1))
      await held.until(() => held.names().length === 1)
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

  it("follows a folder that appears, goes and appears again", () =>
    scene(
      async ({ folder: parent, held }) => {
        const folder = join(parent, ".lapline")
        for (const name of ["1", "2"]) {
          fs.mkdirSync(folder)
          fs.writeFileSync(join(folder, "a.jsonl"), line(name))
          await held.until(() => held.names().includes(name))
          fs.appendFileSync(join(folder, "a.jsonl"), line(`${name} more`))
          await held.until(() => held.names().includes(`${name} more`))
          fs.rmSync(folder, { recursive: true })
          await held.until(() => held.names().length === 0)
        }
        assert.equal(held.problems.at(0)?._tag, "MissingPath")
      },
      { name: ".lapline", pollMs: 10 }
    ))

  it("sees the events of a folder that was made again between two looks", () =>
    scene(
      async ({ folder: parent, tail, held }) => {
        const folder = join(parent, ".lapline")
        for (const name of ["1", "2"]) {
          fs.rmSync(folder, { recursive: true, force: true })
          fs.mkdirSync(folder)
          fs.writeFileSync(join(folder, "a.jsonl"), line(name))
          await tail.refresh()
        }
        await tail.refresh()
        fs.appendFileSync(join(folder, "a.jsonl"), line("3"))
        await held.until(() => held.names().includes("3"))
      },
      { name: ".lapline" }
    ))

  it("tells a path that is missing once, until that changes", () =>
    scene(
      async ({ path, tail, held }) => {
        for (let count = 0; count < 3; count++) await tail.refresh()
        assert.deepEqual(
          held.problems.map(({ _tag }) => _tag),
          ["MissingPath"]
        )
        fs.writeFileSync(path, line(1))
        await tail.refresh()
        fs.rmSync(path)
        await tail.refresh()
        assert.deepEqual(
          held.problems.map(({ _tag }) => _tag),
          ["MissingPath", "MissingPath"]
        )
      },
      { name: "a.jsonl" }
    ))

  it("tells once of a log it may not open, and reads it when it may", () => {
    const mayOpen = { answer: false }
    const open = async (path: string) => {
      if (mayOpen.answer) return await nodeFileSystem.open(path)
      throw Object.assign(new Error("denied"), { code: "EACCES" })
    }
    return scene(
      async ({ path, tail, held }) => {
        fs.writeFileSync(path, line(1))
        for (let count = 0; count < 3; count++) await tail.refresh()
        assert.deepEqual(held.problems.map(describeProblem).slice(1), [
          `${path}: no permission to read it`
        ])
        mayOpen.answer = true
        await tail.refresh()
        assert.deepEqual(held.names(), ["1"])
      },
      { fileSystem: { ...nodeFileSystem, open } }
    )
  })

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
