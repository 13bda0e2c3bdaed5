/** Faults of the files themselves: rotated, cut, swapped, silent, huge, and read by two at once. */

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import { join } from "node:path"
import { confineTo } from "../../../extension/log-reader.ts"
import { createStore } from "../../../sdk/analyze/store.ts"
import { nodeFileSystem } from "../../../sdk/read/file-system.ts"
import { readLogs } from "../../../sdk/read/read-logs.ts"
import { tailLogs } from "../../../sdk/read/tail.ts"
import { scene } from "./tail-scene.ts"
import { holdNames, isBalanced, line, lines, takeNames, withFolder } from "./workspace.ts"

const numbers = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index)).sort()

const noEvents = {
  ...nodeFileSystem,
  watch: () => {
    throw new Error("no file events here")
  }
}

describe("faults of files", () => {
  it("R3 a hundred rotations by rename give each line once, the old file read to its end", () =>
    scene(async ({ folder, path, tail, held }) => {
      for (let file = 0; file < 100; file++) {
        const writer = fs.openSync(path, "a")
        fs.writeSync(writer, lines(file * 10, file * 10 + 5))
        if (file % 7 === 0) await tail.refresh()
        fs.renameSync(path, join(folder, `a.jsonl.${file}`))
        fs.writeSync(writer, lines(file * 10 + 5, file * 10 + 10))
        fs.closeSync(writer)
      }
      await tail.refresh()
      assert.deepEqual(held.sorted(), numbers(0, 1_000))
      assert.equal(tail.counts().seen, 1_000)
      assert.deepEqual(held.resets, [])
    }))

  it("R4 copytruncate starts the file over, live, while closed, and grown past the old offset", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      const copyTruncate = (number: number, next: string) => {
        fs.copyFileSync(path, `${path}.${number}`)
        fs.truncateSync(path)
        fs.appendFileSync(path, next)
      }
      const checkpoint = join(folder, "kept")
      const held = holdNames()
      fs.writeFileSync(path, lines(0, 10))
      const live = tailLogs([folder], held.sink, { checkpoint, pollMs: 1e6 })
      await live.refresh()
      copyTruncate(1, lines(10, 13))
      await live.refresh()
      assert.deepEqual(held.sorted(), numbers(0, 13))
      await live.close()
      copyTruncate(2, lines(13, 40))
      const cold = takeNames()
      assert.ok(isBalanced(await readLogs([folder], cold)))
      assert.deepEqual(cold.names.sort(), numbers(0, 40))
      const later = holdNames()
      const resumed = tailLogs([path], later.sink, { checkpoint, pollMs: 1e6 })
      await resumed.refresh()
      assert.deepEqual(later.sorted(), numbers(13, 40))
      assert.equal(resumed.counts().seen, 27)
      await resumed.close()
    }))

  it("R5 a file deleted and made again is a new one, though it may have the old inode", () =>
    scene(async ({ path, tail, held }) => {
      for (let round = 0; round < 5; round++) {
        fs.writeFileSync(path, lines(round * 10, round * 10 + 5))
        if (round % 2 === 0) await tail.refresh()
        fs.rmSync(path)
        if (round % 3 === 0) await tail.refresh()
      }
      fs.writeFileSync(path, lines(90, 93))
      await tail.refresh()
      assert.deepEqual(held.names(), ["90", "91", "92"])
      assert.equal(tail.counts().seen, 3)
    }))

  it("R6 a link that loops, swaps its target or leads out of the workspace is told, and never read outside", () =>
    withFolder(async (outer) => {
      const [folder, outside] = [join(outer, "workspace"), join(outer, "outside")]
      fs.mkdirSync(folder)
      fs.mkdirSync(outside)
      fs.writeFileSync(join(outside, "secret.jsonl"), line("secret"))
      fs.writeFileSync(join(folder, "one.jsonl"), line("one"))
      fs.writeFileSync(join(folder, "two.jsonl"), line("two"))
      fs.symlinkSync("loop.jsonl", join(folder, "loop.jsonl"))
      const link = join(folder, "link.jsonl")
      const pointTo = (target: string) => {
        fs.rmSync(link, { force: true })
        fs.symlinkSync(target, link)
      }
      pointTo(join(folder, "one.jsonl"))
      const held = holdNames()
      const fileSystem = confineTo(folder, nodeFileSystem)
      const tail = tailLogs([folder, link], held.sink, { fileSystem, pollMs: 1e6 })
      try {
        await tail.refresh()
        assert.deepEqual(held.sorted(), ["one", "two"])
        pointTo(join(outside, "secret.jsonl"))
        await tail.refresh()
        pointTo(join(folder, "two.jsonl"))
        await tail.refresh()
        assert.deepEqual(held.sorted(), ["one", "two"])
        const told = held.problems.map((problem) => "path" in problem && problem.path)
        assert.ok(told.includes(join(folder, "loop.jsonl")) && told.includes(link))
      } finally {
        await tail.close()
      }
    }))

  it("R7 without file events polling finds new bytes", () =>
    withFolder(async (folder) => {
      const held = holdNames()
      const tail = tailLogs([folder], held.sink, { fileSystem: noEvents })
      try {
        await tail.refresh()
        fs.writeFileSync(join(folder, "a.jsonl"), line(1))
        await held.until(() => held.names().length === 1)
        fs.appendFileSync(join(folder, "a.jsonl"), line(2))
        await held.until(() => held.names().length === 2)
      } finally {
        await tail.close()
      }
    }))

  it("R18 a cold start gives the newest log first, tells its progress in small pieces, and can be ended", () =>
    withFolder(async (folder) => {
      const text = lines(0, 30_000)
      for (const [age, name] of ["new", "middle", "old"].entries()) {
        const path = join(folder, `${name}.jsonl`)
        fs.writeFileSync(path, text.replaceAll('"name":"', `"name":"${name}`))
        fs.utimesSync(path, 2e9 - age, 2e9 - age)
      }
      const cancel = new AbortController()
      const seen: string[] = []
      const steps: number[] = []
      const counts = await readLogs(
        [folder],
        { onRecord: ({ name }) => void seen.push(name), onProblem: () => undefined },
        {
          signal: cancel.signal,
          onProgress: ({ readBytes, totalBytes }) => {
            steps.push(readBytes - (steps.at(-1) ?? 0))
            if (readBytes > 0.5 * totalBytes) cancel.abort()
          }
        }
      )
      assert.ok(seen[0]?.startsWith("new") && seen.at(-1)?.startsWith("middle"))
      assert.equal(counts.accepted, seen.length)
      assert.ok(seen.length > 30_000 && seen.length < 60_000)

      const held = holdNames()
      let last = { readBytes: 0, totalBytes: 0 }
      let turns = 0
      const timer = setInterval(() => (turns += 1))
      let pieces = 0
      const tail = tailLogs([folder], held.sink, {
        pollMs: 1e6,
        onProgress: (progress) => {
          assert.ok(progress.readBytes - last.readBytes <= 262_144)
          last = progress
          pieces += 1
        }
      })
      await tail.refresh()
      clearInterval(timer)
      assert.equal(last.readBytes, last.totalBytes)
      assert.ok(pieces > 3 && turns > 0, "others get their turn between two pieces")
      await tail.close()

      const ended = holdNames()
      const closing: Promise<void>[] = []
      const cancelled = tailLogs([folder], ended.sink, {
        pollMs: 1e6,
        onProgress: () => void closing.push(cancelled.close())
      })
      await cancelled.refresh()
      await Promise.all(closing)
      assert.equal(closing.length, 1)
    }))

  it("R19 nothing is lost of fifty thousand lines that another process writes as fast as it can", () =>
    withFolder(async (folder) => {
      const script = `
        import fs from "node:fs"
        const file = fs.openSync(process.argv[1], "a")
        for (let from = 0; from < 50000; from += 100) {
          fs.writeSync(file, Array.from({ length: 100 }, (_, i) => '{"v":1,"name":"n' + (from + i) + '","span_id":"s' + (from + i) + '","duration_ms":1}\\n').join(""))
        }`
      const store = createStore()
      const tail = tailLogs(
        [folder],
        {
          onRecords: (records) => records.forEach((record) => store.add(record)),
          onReset: () => assert.fail("nothing was replaced"),
          onProblem: () => undefined
        },
        { isLazy: true }
      )
      const path = join(folder, "a.jsonl")
      const child = spawn(process.execPath, ["--input-type=module", "-e", script, path])
      assert.deepEqual(await once(child, "close"), [0, null])
      await tail.refresh()
      const { accepted, seen } = store.report().lines
      assert.deepEqual([accepted, seen, tail.counts().seen], [50_000, 50_000, 50_000])
      await tail.close()
    })).timeout(30_000)

  it("R21 two that follow one folder, one of them killed, count no line twice", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      const script = `
        import { tailLogs } from ${JSON.stringify(new URL("../../../sdk/read/tail.ts", import.meta.url).href)}
        const sink = { onRecords: (records) => console.log(records.length), onReset: () => {}, onProblem: () => {} }
        tailLogs([process.argv[1]], sink)`
      fs.writeFileSync(path, lines(0, 100))
      const other = spawn(process.execPath, ["--input-type=module", "-e", script, folder])
      const held = holdNames()
      const tail = tailLogs([folder], held.sink)
      await Promise.all([once(other.stdout, "data"), held.until(() => held.names().length === 100)])
      other.kill("SIGKILL")
      await once(other, "close")
      fs.appendFileSync(path, lines(100, 200))
      await held.until(() => held.names().length === 200)
      await tail.close()
      const again = holdNames()
      const next = tailLogs([folder], again.sink)
      await next.refresh()
      assert.deepEqual(again.sorted(), numbers(0, 200))
      assert.deepEqual([next.counts().duplicate, next.counts().seen], [0, 200])
      await next.close()
    })).timeout(20_000)
})
