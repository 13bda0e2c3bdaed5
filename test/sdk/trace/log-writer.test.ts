/** The log survives full disks, missing rights, rotation, deletion and links, and never troubles its host. */

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { join } from "node:path"
import type { LogFiles } from "../../../sdk/trace/log-file.ts"
import { type LogWriter, makeLogWriter } from "../../../sdk/trace/log-writer.ts"
import { type FaultyFiles, forEveryCall } from "./faulty-files.ts"
import { withFolder } from "./log.ts"

const HEADER = "header\n"

interface Written {
  readonly writer: LogWriter
  readonly warnings: string[]
  /** Moves the clock, which stands still otherwise. */
  readonly pass: (milliseconds: number) => void
}

const open = (path: string, files?: LogFiles): Written => {
  let now = 0
  const warnings: string[] = []
  const writer = makeLogWriter({
    path,
    header: () => HEADER,
    warn: (message) => void warnings.push(message),
    nowMs: () => now,
    ...(files === undefined ? {} : { files })
  })
  return { writer, warnings, pass: (milliseconds) => void (now += milliseconds) }
}

const line = (index: number): string => `line ${index} ${"x".repeat(20)}\n`
const bytes = (...lines: readonly string[]): Uint8Array => Buffer.from(lines.join(""))
const read = (path: string): string => fs.readFileSync(path, "utf8")
const whole = /^(header|line \d+ x{20})$/

describe("the log", () => {
  it("W2 is whole but for what is counted, whatever call fails", () =>
    withFolder(async (folder) => {
      let round = 0
      const runs = await forEveryCall(
        ["ENOSPC", "EACCES", "EIO", "EISDIR", 1, 7, 40],
        ({ files, heal }: FaultyFiles, fault) => {
          const path = join(folder, `${round++}`, "log.jsonl")
          const { pass, warnings, writer } = open(path, files)
          for (let index = 0; index < 12; index += 3) {
            pass(300)
            writer.write(bytes(line(index), line(index + 1), line(index + 2)))
          }
          heal()
          pass(1_000)
          writer.write(bytes(line(12)))
          writer.close()
          const about = JSON.stringify(fault)
          const lines = read(path).split("\n").slice(0, -1)
          const kept = lines.filter((text) => whole.test(text))
          assert.equal(kept[0], "header", about)
          assert.equal(
            kept.filter((text) => text !== "header").length + writer.dropped(),
            13,
            about
          )
          assert(lines.includes(line(12).trimEnd()), about)
          assert(lines.length - kept.length <= 4, about)
          assert(warnings.length <= 1, about)
        }
      )
      assert(runs > 50, `${runs} faults met`)
    }))

  it("W2 warns once a minute, with what was lost", () =>
    withFolder((folder) => {
      const { pass, warnings, writer } = open(folder)
      for (let second = 0; second < 150; second++) {
        writer.write(bytes(line(second)))
        pass(1_000)
      }
      assert.equal(warnings.length, 3)
      assert.match(warnings[2] ?? "", /cannot write .*; lines lost so far: 1\d\d$/)
      assert.equal(writer.dropped(), 150)
    }))

  it("W1 ends a line that another writer left unfinished", () =>
    withFolder((folder) => {
      const path = join(folder, "log.jsonl")
      fs.writeFileSync(path, "line 1")
      const { writer } = open(path)
      writer.write(bytes(line(2)))
      assert.equal(read(path), `line 1\n${HEADER}${line(2)}`)
      writer.close()
    }))

  for (const [how, act] of [
    ["renamed", (path: string) => fs.renameSync(path, `${path}.1`)],
    ["deleted", (path: string) => fs.rmSync(path)],
    ["deleted with its folder", (path: string) => fs.rmSync(join(path, ".."), { recursive: true })],
    [
      "replaced",
      (path: string) => {
        fs.rmSync(path)
        fs.writeFileSync(path, "")
      }
    ]
  ] as const) {
    it(`W8 is begun anew within a second when it is ${how}`, () =>
      withFolder((folder) => {
        const path = join(folder, "logs", "log.jsonl")
        const { pass, writer } = open(path)
        writer.write(bytes(line(1)))
        act(path)
        pass(1_000)
        writer.write(bytes(line(2)))
        assert.equal(read(path), HEADER + line(2))
        assert.equal(writer.dropped(), 0)
        writer.close()
      }))
  }

  it("W9 is private: the folder 0700, the file 0600", () =>
    withFolder((folder) => {
      const path = join(folder, "a", "b", "log.jsonl")
      open(path).writer.close()
      assert.equal(fs.statSync(join(folder, "a", "b")).mode & 0o777, 0o700)
      assert.equal(fs.statSync(path).mode & 0o777, 0o600)
    }))

  it("leaves the rights of a folder that was there", () =>
    withFolder((folder) => {
      const shared = join(folder, "shared")
      fs.mkdirSync(shared)
      fs.chmodSync(shared, 0o755)
      open(join(shared, "log.jsonl")).writer.close()
      assert.equal(fs.statSync(shared).mode & 0o777, 0o755)
    }))

  const refused: Readonly<Record<string, (folder: string, path: string) => void>> = {
    "a symbolic link to a file": (folder, path) => {
      fs.writeFileSync(join(folder, "target"), "untouched")
      fs.symlinkSync(join(folder, "target"), path)
    },
    "a symbolic link to nothing": (folder, path) => fs.symlinkSync(join(folder, "target"), path),
    "a folder": (_, path) => fs.mkdirSync(path),
    "a pipe without a reader": (_, path) => void spawnSync("mkfifo", [path])
  }
  for (const [what, prepare] of Object.entries(refused)) {
    it(`${what.includes("link") ? "W9" : "W4"} is refused where its path is ${what}`, () =>
      withFolder((folder) => {
        const path = join(folder, "log.jsonl")
        prepare(folder, path)
        const { warnings, writer } = open(path)
        writer.write(bytes(line(1)))
        writer.close()
        assert.equal(warnings.length, 1)
        assert.equal(writer.dropped(), 1)
        const target = join(folder, "target")
        if (fs.existsSync(target)) assert.equal(read(target), "untouched")
      }))
  }

  it("W9 is refused where its folder is a symbolic link", () =>
    withFolder((folder) => {
      fs.mkdirSync(join(folder, "elsewhere"))
      fs.symlinkSync(join(folder, "elsewhere"), join(folder, "logs"))
      const { warnings } = open(join(folder, "logs", "log.jsonl"))
      assert.match(warnings[0] ?? "", /is a symbolic link/)
      assert.deepEqual(fs.readdirSync(join(folder, "elsewhere")), [])
    }))

  it("takes no line after it was closed", () =>
    withFolder((folder) => {
      const path = join(folder, "log.jsonl")
      const { pass, writer } = open(path)
      writer.close()
      pass(1_000)
      writer.write(bytes(line(1), line(2)))
      assert.equal(read(path), HEADER)
      assert.equal(writer.dropped(), 2)
    }))
})
