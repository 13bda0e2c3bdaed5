/** Whatever ends a process, the spans that ended before are in its log, and those still open where anything can be written. */

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { decodeLine } from "../../../sdk/record/decode.ts"
import { repositoryRoot } from "../../repository.ts"
import { type Ended, named, readRecords, readSpans, runNode, withFolder } from "./log.ts"

const program = join(repositoryRoot, "test/sdk/trace/programs/ending.ts")

const end = (folder: string, ending: string, signal?: NodeJS.Signals): Promise<Ended> =>
  runNode({
    args: [program, folder, ending],
    cwd: repositoryRoot,
    onOutput: (child, stdout) => {
      if (signal !== undefined && stdout === "ready\n") child.kill(signal)
    }
  })

interface Case {
  readonly when: string
  readonly ending: string
  readonly signal?: NodeJS.Signals
  readonly code: number | null
  readonly by?: NodeJS.Signals
  /** What the two spans around are recorded as; undefined where they cannot be. */
  readonly open?: "ok" | "interrupted"
}

const cases: readonly Case[] = [
  { when: "the program finishes", ending: "finish", code: 0, open: "ok" },
  { when: "it calls process.exit inside a span", ending: "exit", code: 3, open: "interrupted" },
  { when: "an exception is caught by nobody", ending: "throw", code: 1, open: "interrupted" },
  { when: "a promise is rejected for nobody", ending: "reject", code: 1, open: "interrupted" },
  { when: "its fiber is interrupted", ending: "interrupt", code: 0, open: "interrupted" },
  {
    when: "SIGTERM comes",
    ending: "wait",
    signal: "SIGTERM",
    code: null,
    by: "SIGTERM",
    open: "interrupted"
  },
  {
    when: "SIGINT comes",
    ending: "wait",
    signal: "SIGINT",
    code: null,
    by: "SIGINT",
    open: "interrupted"
  },
  {
    when: "SIGHUP comes",
    ending: "wait",
    signal: "SIGHUP",
    code: null,
    by: "SIGHUP",
    open: "interrupted"
  },
  {
    when: "SIGTERM comes to a host that listens to it",
    ending: "host-listens",
    signal: "SIGTERM",
    code: 7,
    open: "interrupted"
  },
  { when: "SIGKILL comes", ending: "wait", signal: "SIGKILL", code: null, by: "SIGKILL" }
]

const ROUNDS = 4

describe("the log of a process", function () {
  // Programs are started one after the other, on machines that have other things to do.
  this.timeout(60_000)

  for (const { by, code, ending, open, signal, when } of cases) {
    it(`W7 is complete when ${when}`, () =>
      withFolder(async (folder) => {
        const ended = await end(folder, ending, signal)
        assert.deepEqual([ended.code, ended.signal], [code, by ?? null], ended.stderr)
        const records = readRecords(folder)
        assert.equal(records[0]?.metric, "run")
        assert.equal(named(records, "first").status, "ok")
        assert.equal(named(records, "second").status, "ok")
        const around = records.filter(({ name }) => /^(execute_tool|invoke_agent) /.test(name))
        const statuses = around.map(({ name, status }) => `${name} ${status}`)
        const expected = ["execute_tool open", "invoke_agent ending"]
        assert.deepEqual(statuses, open === undefined ? [] : expected.map((n) => `${n} ${open}`))
        if (ending === "throw") assert.match(ended.stderr, /uncaught by anybody/)
        if (ending === "host-listens") assert.match(ended.stdout, /host says goodbye/)
      }))
  }

  it("W1 loses at most one line to SIGKILL in a tight loop, and nothing of the next process", () =>
    withFolder(async (folder) => {
      for (let round = 0; round < ROUNDS; round++) {
        const child = spawn(process.execPath, [program, folder, "loop"], {
          cwd: repositoryRoot,
          stdio: ["ignore", "pipe", "inherit"]
        })
        await once(child.stdout, "data")
        child.kill("SIGKILL")
        await once(child, "close")
      }
      const logs = readdirSync(folder)
      assert.equal(logs.length, ROUNDS)
      for (const log of logs) {
        const lines = readFileSync(join(folder, log), "utf8").split("\n")
        // A line that was not ended is no line yet.
        const torn = lines.pop() === "" ? 0 : 1
        const decoded = lines.map((line) => decodeLine(line)._tag)
        assert(torn <= 1)
        assert.deepEqual(new Set(decoded), new Set(["Record"]))
        assert(decoded.length >= 3)
      }
    }))

  it("W4 costs its program nothing but a warning where it cannot be written", () =>
    withFolder(async (folder) => {
      const taken = join(folder, "taken")
      writeFileSync(taken, "a file, not a folder")
      const ended = await end(taken, "finish")
      assert.deepEqual([ended.code, ended.stdout], [0, "ready\n"])
      assert.equal(ended.stderr.match(/LaplineWarning/g)?.length, 1)
      assert.equal(readFileSync(taken, "utf8"), "a file, not a folder")
    }))

  it("is not written when Lapline is switched off", () =>
    withFolder(async (folder) => {
      for (const env of [{ LAPLINE_DISABLED: "1" }, { OTEL_SDK_DISABLED: "TRUE" }]) {
        const ended = await runNode({ args: [program, folder, "finish"], env })
        assert.equal(ended.code, 0, ended.stderr)
      }
      assert.deepEqual(readdirSync(folder), [])
    }))

  it("goes where LAPLINE_DIR says", () =>
    withFolder(async (folder) => {
      const other = join(folder, "other")
      await runNode({ args: [program, folder, "finish"], env: { LAPLINE_DIR: other } })
      assert.deepEqual(readdirSync(folder), ["other"])
      assert.equal(readSpans(other).length, 4)
    }))
})
