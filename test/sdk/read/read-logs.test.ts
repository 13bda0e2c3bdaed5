/** Whole logs: files, folders and pipes, with every call of the file system failing in turn. */

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { appendFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { readLogs } from "../../../sdk/read/read-logs.ts"
import { forEveryCall } from "./faulty-file-system.ts"
import { isBalanced, line, lines, takeNames, withFolder } from "./workspace.ts"

const names = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index))

describe("readLogs", () => {
  it("reads every line of files much larger than a chunk, and tells where", async () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "a.jsonl"), lines(0, 20_000))
      const origins: { readonly file: string; readonly line: number }[] = []
      const sink = { ...takeNames() }
      const counts = await readLogs([folder], {
        ...sink,
        onRecord: (record, origin) => {
          sink.onRecord(record)
          origins.push(origin)
        }
      })
      assert.deepEqual(sink.names, names(0, 20_000))
      assert.equal(counts.accepted, 20_000)
      assert.deepEqual(origins.at(-1), { file: join(folder, "a.jsonl"), line: 20_000 })
    }))

  it("does not count a last line that is still being written", async () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      writeFileSync(path, line(1) + line(2).trimEnd())
      assert.equal((await readLogs([path], takeNames())).seen, 1)
      appendFileSync(path, "\n")
      assert.equal((await readLogs([path], takeNames())).seen, 2)
    }))

  it("counts the lines of a copied log as duplicates", async () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "a.jsonl"), lines(0, 10))
      writeFileSync(join(folder, "b.jsonl"), lines(0, 12))
      const sink = takeNames()
      const counts = await readLogs([folder], sink)
      assert.deepEqual(sink.names.sort(), [...names(0, 12)].sort())
      assert.deepEqual([counts.seen, counts.accepted, counts.duplicate], [22, 12, 10])
    }))

  it("reads standard input to its end, with a last line that has none", async () => {
    const sink = takeNames()
    const stdin = Readable.from([Buffer.from(line(1)), Buffer.from(line(2).trimEnd())])
    const counts = await readLogs(["-"], sink, { stdin })
    assert.deepEqual(sink.names, ["1", "2"])
    assert.equal(counts.seen, 2)
  })

  it("reads the standard input of a real process", async () => {
    const script = `
      import { readLogs } from ${JSON.stringify(new URL("../../../sdk/read/read-logs.ts", import.meta.url).href)}
      const counts = await readLogs(["-"], { onRecord: () => {}, onProblem: () => {} })
      console.log(JSON.stringify(counts))`
    const child = spawn(process.execPath, ["--input-type=module", "-e", script])
    child.stdin.end(lines(0, 5_000))
    let output = ""
    child.stdout.on("data", (chunk) => (output += String(chunk)))
    await once(child, "close")
    assert.equal((JSON.parse(output) as { accepted: number }).accepted, 5_000)
  })

  it("goes on with the other paths after one that cannot be read", async () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "a.jsonl"), line(1))
      const sink = takeNames()
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from(line(2))
          throw Object.assign(new Error("reset"), { code: "ECONNRESET" })
        })()
      )
      await readLogs([join(folder, "none"), folder, "-"], sink, { stdin: broken })
      assert.deepEqual(sink.names, ["1", "2"])
      assert.deepEqual(
        sink.problems.map(({ _tag }) => _tag),
        ["MissingPath", "Unreadable"]
      )
    }))

  it("keeps its counts right whatever call of the file system fails", async () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "a.jsonl"), lines(0, 9_000))
      writeFileSync(join(folder, "b.jsonl"), lines(9_000, 9_010))
      const runs = await forEveryCall(["EACCES", "EIO", "ENOENT"], async (fileSystem, fault) => {
        const sink = takeNames()
        const counts = await readLogs([folder], sink, { fileSystem })
        assert.ok(isBalanced(counts))
        assert.equal(counts.accepted, sink.names.length)
        assert.equal(new Set(sink.names).size, sink.names.length)
        // A file that is gone since it was listed was rotated away: no problem, just nothing to read.
        if (fileSystem.wasMet() && fault.code !== "ENOENT") assert.ok(sink.problems.length > 0)
        if (!fileSystem.wasMet()) assert.equal(sink.names.length, 9_010)
      })
      assert.ok(runs > 20)
    }))

  it("leaves to the consumer what the consumer throws", async () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "a.jsonl"), line(1))
      const onRecord = () => {
        throw new RangeError("mine")
      }
      await assert.rejects(readLogs([folder], { ...takeNames(), onRecord }), RangeError)
    }))
})
