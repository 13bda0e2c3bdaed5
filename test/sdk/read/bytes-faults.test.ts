/** Faults of what stands in a log: each line has one fate, and later lines still arrive. */

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { appendFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { MAX_LINE_BYTES } from "../../../sdk/record/record.ts"
import { readLogs } from "../../../sdk/read/read-logs.ts"
import { tailLogs } from "../../../sdk/read/tail.ts"
import { cut, readByDecoder, readByScanner } from "./shape/readings.ts"
import {
  decodeChunks,
  holdNames,
  isBalanced,
  line,
  lines,
  takeNames,
  withFolder
} from "./workspace.ts"

const modules = (name: string): string =>
  JSON.stringify(new URL(`../../../sdk/${name}`, import.meta.url).href)

/** Names and the fates that are not zero. */
const fates = (text: string | Buffer) => {
  const { names, counts } = decodeChunks([Buffer.from(text as string)])
  assert.ok(isBalanced(counts))
  const { seen: _, ...rest } = counts
  return { names, ...Object.fromEntries(Object.entries(rest).filter(([, count]) => count > 0)) }
}

describe("faults of bytes", () => {
  it("R1 a last line without its newline is neither shown nor counted, also across a restart", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.jsonl")
      writeFileSync(path, line(1) + line(2).trimEnd())
      for (const checkpoint of [join(folder, "kept"), join(folder, "kept")]) {
        const held = holdNames()
        const tail = tailLogs([path], held.sink, { checkpoint, pollMs: 1e6 })
        await tail.refresh()
        assert.equal(tail.counts().seen, 1)
        await tail.close()
      }
      assert.equal((await readLogs([path], takeNames())).seen, 1)
      appendFileSync(path, "\n")
      const held = holdNames()
      const tail = tailLogs([path], held.sink, { checkpoint: join(folder, "kept"), pollMs: 1e6 })
      await tail.refresh()
      assert.deepEqual(held.names(), ["2"])
      assert.equal(tail.counts().seen, 2)
      await tail.close()
    }))

  it("R2 a torn line glued to a whole one costs one malformed line, and the whole one is read", () => {
    const torn = line("torn").slice(0, 30)
    assert.deepEqual(fates(line(0) + torn + line(1) + line(2)), {
      names: ["0", "1", "2"],
      accepted: 3,
      malformed: 1
    })
  })

  it("R8 CRLF, byte-order marks, blank lines and runs of NUL are read, UTF-16 is one clear error", () => {
    const text = `\uFEFF${line(0)}\r\n\n${"\0".repeat(5)}${line(1)}${lines(2, 4).replaceAll("\n", "\r\n")}`
    assert.deepEqual(fates(text), { names: ["0", "1", "2", "3"], accepted: 4 })
    assert.deepEqual(fates(Buffer.from(lines(0, 5), "utf16le")), { names: [], malformed: 1 })
  })

  it("R9 bad UTF-8 and characters and line ends split over buffers give the same for every chunk size", () => {
    const text = [line("é€😀"), line("plain").replace("\n", "\r\n"), line("b\xe9d"), line("end")]
    const log = Buffer.concat(text.map((each, i) => Buffer.from(each, i === 2 ? "latin1" : "utf8")))
    const options = { duplicates: true, ends: false }
    const whole = readByDecoder([log], options)
    assert.equal(whole.counts.accepted, 4)
    for (let size = 1; size <= log.length; size++) {
      assert.deepEqual(readByDecoder(cut(log, [size]), options), whole)
      const { events, counts } = readByScanner(cut(log, [size]), options)
      assert.deepEqual({ events, counts }, whole)
    }
  })

  it("R10 a line of 100 MB and 10 GB of zeros cost one oversize line each, under 50 MB, and the next line arrives", () => {
    const script = `
      import { readLogs } from ${modules("read/read-logs.ts")}
      const chunk = (bytes, fill) => ({ bytes, fill })
      const line = (name) => Buffer.from(JSON.stringify({ v: 1, name, span_id: name }) + "\\n")
      const parts = [line("a"), chunk(100e6, 0x78), Buffer.from("\\n"), line("b"), chunk(10e9, 0), Buffer.from("\\n"), line("c")]
      let [part, done] = [0, 0]
      const read = async (buffer) => {
        const now = parts[part]
        if (now === undefined) return 0
        const left = (now.length ?? now.bytes) - done
        const bytes = Math.min(left, buffer.length)
        if (now.length === undefined) buffer.fill(now.fill, 0, bytes)
        else now.copy(buffer, 0, done, done + bytes)
        done += bytes
        if (bytes === left) [part, done] = [part + 1, 0]
        return bytes
      }
      const stat = { kind: "file", identity: "1", size: 1, modifiedMs: 0, isDeleted: false }
      const fileSystem = { stat: async () => stat, open: async () => ({ read, stat: async () => stat, close: async () => {} }) }
      const names = []
      const before = process.resourceUsage().maxRSS
      const counts = await readLogs(["x"], { onRecord: (record) => names.push(record.name), onProblem: () => {} }, { fileSystem })
      console.log(JSON.stringify({ names, counts, grownKb: process.resourceUsage().maxRSS - before }))`
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8"
    })
    const { names, counts, grownKb } = JSON.parse(output)
    assert.deepEqual(names, ["a", "b", "c"])
    assert.deepEqual([counts.oversize, counts.accepted, counts.seen], [2, 3, 5])
    assert.ok(grownKb < 50_000, `${grownKb} kB`)
  }).timeout(120_000)

  it("R11 depth, duplicate keys, __proto__ and a hundred thousand keys harm nothing", () => {
    const deep = (depth: number) =>
      `{"v":1,"name":"deep","a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}\n`
    assert.ok(deep(30_000).length < MAX_LINE_BYTES)
    assert.deepEqual(fates(deep(64) + deep(65) + deep(30_000) + line(1)), {
      names: ["deep", "1"],
      accepted: 2,
      malformed: 2
    })
    assert.deepEqual(fates("[".repeat(1e6) + "\n" + line(1)), {
      names: ["1"],
      accepted: 1,
      oversize: 1
    })
    const twice =
      '{"v":1,"name":"first","name":"second","__proto__":{"polluted":1},"attributes":{"__proto__":{"polluted":2}}}\n'
    assert.deepEqual(fates(twice.repeat(2)), { names: ["second", "second"], accepted: 2 })
    assert.equal(Reflect.get({}, "polluted"), undefined)
    const keysOf = (count: number) => Array.from({ length: count }, (_, i) => `"${i}":1`).join()
    assert.deepEqual(fates(`{"v":1,"name":"wide",${keysOf(6_000)}}\n`), {
      names: ["wide"],
      accepted: 1
    })
    assert.deepEqual(fates(`{"v":1,"name":"wide",${keysOf(1e5)}}\n${line(1)}`).names, ["1"])
  })

  it("R16 unknown keys are kept, a growth of the version is read, others are counted and say so", () => {
    const versions = ["1", "1.1", "2", "99", '"x"']
    const log = versions
      .map(
        (version) => `{"v":${version},"name":"v${version.replaceAll('"', "")}","new":{"a":[1]}}\n`
      )
      .join("")
    assert.deepEqual(fates(log), { names: ["v1", "v1.1"], accepted: 2, unsupportedVersion: 3 })
    const { events } = readByDecoder([Buffer.from(log)], { duplicates: true, ends: false })
    const [first] = events as readonly { readonly record: { readonly extra: unknown } }[]
    assert.deepEqual(first?.record.extra, { new: { a: [1] } })
    const { problems } = decodeChunks([Buffer.from(log)])
    assert.deepEqual(problems[0], {
      _tag: "UnsupportedVersion",
      file: "test.jsonl",
      line: 3,
      reason: "version 2; this reads version 1"
    })
  })
})
