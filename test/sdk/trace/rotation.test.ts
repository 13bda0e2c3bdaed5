/** A log that is full is put aside under a number of its own; no line is lost, and only the newest files stay. */

import assert from "node:assert/strict"
import * as fs from "node:fs"
import { basename, dirname, join } from "node:path"
import type { LogFiles } from "../../../sdk/trace/log-file.ts"
import { makeLogWriter } from "../../../sdk/trace/log-writer.ts"
import { forEveryCall } from "./faulty-files.ts"
import { withFolder } from "./log.ts"

interface OpenOptions {
  readonly path: string
  readonly keep: number
  readonly nowMs?: () => number
  readonly files?: LogFiles
}

const open = ({ files, keep, nowMs = () => 0, path }: OpenOptions) =>
  makeLogWriter({
    path,
    header: () => "header\n",
    warn: () => undefined,
    nowMs,
    rotation: { maxBytes: 100, keep },
    ...(files === undefined ? {} : { files })
  })

const line = (index: number): string => `line ${String(index).padStart(4, "0")} ${"x".repeat(20)}\n`

const filesOf = (path: string): readonly string[] =>
  fs.readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path)))

/** All lines but headers, of all files. */
const linesOf = (path: string): readonly string[] =>
  filesOf(path)
    .flatMap((name) => fs.readFileSync(join(dirname(path), name), "utf8").split("\n"))
    .filter((text) => text.startsWith("line"))
    .sort((one, other) => (one < other ? -1 : 1))

const all = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => line(index).trimEnd())

describe("a log that rotates", () => {
  it("begins each file with a header, keeps each under its size, and loses nothing", () =>
    withFolder((folder) => {
      const path = join(folder, "log.jsonl")
      const writer = open({ path, keep: 100 })
      for (let index = 0; index < 20; index++) writer.write(Buffer.from(line(index)))
      writer.close()
      assert.deepEqual(linesOf(path), all(20))
      for (const name of filesOf(path)) {
        const text = fs.readFileSync(join(folder, name), "utf8")
        assert(text.startsWith("header\n"), name)
        assert(text.length <= 100, name)
        assert.equal(fs.statSync(join(folder, name)).mode & 0o777, 0o600)
      }
      assert.equal(writer.dropped(), 0)
    }))

  it("keeps the newest files only", () =>
    withFolder((folder) => {
      const path = join(folder, "log.jsonl")
      const writer = open({ path, keep: 2 })
      for (let index = 0; index < 40; index++) writer.write(Buffer.from(line(index)))
      writer.close()
      assert.equal(filesOf(path).length, 3)
      const kept = linesOf(path)
      assert.deepEqual(kept, all(40).slice(-kept.length))
    }))

  it("is rotated by one of two writers at a time, and both go on in the same file", () =>
    withFolder((folder) => {
      const path = join(folder, "log.jsonl")
      let now = 0
      const writers = [0, 1].map(() => open({ path, keep: 100, nowMs: () => now }))
      for (let index = 0; index < 60; index++) {
        now += 200
        writers[index % 2]?.write(Buffer.from(line(index)))
      }
      for (const writer of writers) writer.close()
      assert.deepEqual(linesOf(path), all(60))
      const single = filesOf(path).filter((name) => {
        const text = fs.readFileSync(join(folder, name), "utf8")
        return text.split("\n").filter((part) => part.startsWith("line")).length < 2
      })
      assert(single.length <= 2, `${single.length} files of one line`)
    }))

  it("holds every line that is not counted as lost, whatever call fails", () =>
    withFolder(async (folder) => {
      let round = 0
      const met = await forEveryCall(["EACCES", "EMFILE", "ENOSPC"], ({ files, heal }, fault) => {
        const path = join(folder, String(round++), "log.jsonl")
        let now = 0
        const writer = open({ path, keep: 100, nowMs: () => now, files })
        for (let index = 0; index < 12; index++) {
          now += 300
          writer.write(Buffer.from(line(index)))
        }
        heal()
        now += 1_000
        writer.write(Buffer.from(line(12)))
        writer.close()
        assert.equal(linesOf(path).length + writer.dropped(), 13, JSON.stringify(fault))
      })
      assert(met > 50, `${met} faults met`)
    }))
})
