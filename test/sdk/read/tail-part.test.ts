/** Logs of which only a part is wanted: their ends, or what was read until somebody lost patience. */

import assert from "node:assert/strict"
import fc from "fast-check"
import * as fs from "node:fs"
import { join } from "node:path"
import { nodeFileSystem, type FileSystem } from "../../../sdk/read/file-system.ts"
import { describeProblem } from "../../../sdk/read/problem.ts"
import { tailLogs, type Tail } from "../../../sdk/read/tail.ts"
import { forEveryCall } from "./faulty-file-system.ts"
import { holdNames, isBalanced, line, lines, withFolder } from "./workspace.ts"

const numbers = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index)).sort()

describe("the ends of logs", () => {
  it("are read from the line on that the bytes begin in, and grow like any log", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(30), { minLength: 1, maxLength: 20 }),
        fc.nat(1_500),
        (pads, lastBytes) =>
          withFolder(async (folder) => {
            const path = join(folder, "a.jsonl")
            const texts = pads.map((pad, index) => line(`${index}${"x".repeat(pad)}`))
            fs.writeFileSync(path, texts.join(""))
            const total = texts.join("").length
            const expected = texts.flatMap((text, index) => {
              const end = texts.slice(0, index + 1).join("").length
              return end > total - lastBytes ? [(JSON.parse(text) as { name: string }).name] : []
            })
            const held = holdNames()
            const tail = tailLogs([folder], held.sink, { lastBytes, pollMs: 1e6 })
            try {
              await tail.refresh()
              assert.deepEqual(held.names(), expected)
              assert.equal(tail.counts().seen, expected.length)
              fs.appendFileSync(path, line("later"))
              fs.writeFileSync(join(folder, "b.jsonl"), lines(100, 200))
              await tail.refresh()
              assert.equal(held.names().length, expected.length + 101)
              fs.writeFileSync(path, lines(200, 300))
              await tail.refresh()
              assert.deepEqual(held.sorted(), numbers(100, 300))
            } finally {
              await tail.close()
            }
          })
      ),
      { numRuns: 60 }
    )).timeout(20_000)

  it("come from the newest logs, as far as the bytes go", () =>
    withFolder(async (folder) => {
      for (const file of [0, 1, 2]) {
        const path = join(folder, `${file}.jsonl`)
        fs.writeFileSync(path, lines(100 + file * 10, 110 + file * 10))
        fs.utimesSync(path, 2e9 - file, 2e9 - file)
      }
      const held = holdNames()
      const lastBytes = 15 * line(100).length
      const tail = tailLogs([folder], held.sink, { lastBytes, pollMs: 1e6 })
      await tail.refresh()
      assert.deepEqual(held.sorted(), [...numbers(100, 110), ...numbers(115, 120)])
      assert.deepEqual(tail.leftOut(), { bytes: lastBytes, files: 2 })
      await tail.close()
    }))

  it("are all that is read, and wait for a line that is not whole", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      fs.writeFileSync(path, lines(0, 200_000) + line("last").slice(0, 20))
      let bytes = 0
      const counting: FileSystem = {
        ...nodeFileSystem,
        open: async (name) => {
          const file = await nodeFileSystem.open(name)
          const read = async (buffer: Buffer, position: number) => {
            const count = await file.read(buffer, position)
            bytes += count
            return count
          }
          return { ...file, read }
        }
      }
      const held = holdNames()
      const tail = tailLogs([folder], held.sink, {
        fileSystem: counting,
        lastBytes: 0,
        pollMs: 1e6
      })
      await tail.refresh()
      assert.deepEqual(held.names(), [])
      assert.ok(bytes < 500_000, `${bytes} bytes were read`)
      fs.appendFileSync(path, `${line("last").slice(20)}noise\n`)
      await tail.refresh()
      assert.deepEqual(held.names(), ["last"])
      assert.deepEqual(held.problems.map(describeProblem), [`${path}: not JSON`])
      await tail.close()
    }))

  it("are found again after any call of the file system has failed", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      const runs = await forEveryCall(["EIO", "EMFILE"], async (fileSystem, fault) => {
        fs.writeFileSync(path, lines(0, 6_000))
        const held = holdNames()
        const lastBytes = line(5_999).length * 5
        const tail = tailLogs([folder], held.sink, { fileSystem, lastBytes, pollMs: 1e6 })
        try {
          await tail.refresh()
          fs.appendFileSync(path, lines(6_000, 6_010))
          await tail.refresh()
          fileSystem.heal()
          await tail.refresh()
          await tail.refresh()
          const names = held.names()
          assert.deepEqual(names.slice(-10), numbers(6_000, 6_010), JSON.stringify(fault))
          assert.equal(new Set(names).size, names.length)
        } finally {
          await tail.close()
        }
      })
      assert.ok(runs > 15)
    })).timeout(20_000)
})

/** A file system that does something before the read of a number. */
const atRead = (number: number, act: () => void) => {
  let reads = 0
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    open: async (name) => {
      const file = await nodeFileSystem.open(name)
      const read = (buffer: Buffer, position: number) => {
        reads += 1
        if (reads === number) act()
        return file.read(buffer, position)
      }
      return { ...file, read }
    }
  }
  return { fileSystem, wasMet: () => reads >= number }
}

describe("a first read that is cut short", () => {
  const FILES = [0, 1, 2]
  const PER_FILE = 9_000
  const path = (folder: string, file: number) => join(folder, `${file}.jsonl`)

  /** The newest has the least number; each ends in the middle of a line. */
  const writeLogs = (folder: string) => {
    for (const file of FILES) {
      fs.rmSync(path(folder, file), { force: true })
      const from = file * PER_FILE
      const text = lines(from, from + PER_FILE) + line(`end ${file}`).slice(0, 20)
      fs.writeFileSync(path(folder, file), text)
      fs.utimesSync(path(folder, file), 2e9 - file, 2e9 - file)
    }
  }

  it("keeps what was read, leaves out the rest and misses nothing that comes later, wherever it stops", () =>
    withFolder(async (folder) => {
      let stops = 0
      for (let isMet = true; isMet; stops += 1) {
        writeLogs(folder)
        const holder: { tail?: Tail } = {}
        const { fileSystem, wasMet } = atRead(stops + 1, () => holder.tail?.leaveOutRest())
        const held = holdNames()
        const tail = tailLogs([folder], held.sink, { fileSystem, pollMs: 1e6 })
        holder.tail = tail
        try {
          await tail.refresh()
          isMet = wasMet()
          const before = held.names()
          const { bytes, files } = tail.leftOut()
          assert.equal(bytes > 0, before.length < FILES.length * PER_FILE)
          assert.ok(files <= FILES.length)
          // The newest comes first, and of each log its beginning.
          assert.deepEqual(
            before,
            before.map((_, index) => String(index))
          )
          for (const file of FILES) {
            fs.appendFileSync(
              path(folder, file),
              line(`end ${file}`).slice(20) + line(`new ${file}`)
            )
          }
          await tail.refresh()
          const known = new Set(before)
          assert.deepEqual(
            held.sorted().filter((name) => !known.has(name)),
            [...FILES.map((file) => `end ${file}`), ...FILES.map((file) => `new ${file}`)]
          )
          assert.equal(held.names().length, before.length + 2 * FILES.length)
          assert.deepEqual([held.problems, held.resets], [[], []])
          assert.ok(isBalanced(tail.counts()))
          assert.equal(tail.leftOut().bytes, bytes)
        } finally {
          await tail.close()
        }
      }
      assert.ok(stops > 6)
    })).timeout(20_000)

  it("changes nothing where nothing is being read", () =>
    withFolder(async (folder) => {
      fs.writeFileSync(join(folder, "a.jsonl"), lines(0, 5))
      const held = holdNames()
      const tail = tailLogs([folder], held.sink, { pollMs: 1e6 })
      await tail.refresh()
      tail.leaveOutRest()
      fs.appendFileSync(join(folder, "a.jsonl"), lines(5, 10))
      await tail.refresh()
      assert.deepEqual(held.sorted(), numbers(0, 10))
      assert.deepEqual(tail.leftOut(), { bytes: 0, files: 0 })
      await tail.close()
    }))
})
