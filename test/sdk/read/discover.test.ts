/** Paths as people give them find their logs, or say what is wrong and what to do. */

import assert from "node:assert/strict"
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { discoverLogs } from "../../../sdk/read/discover.ts"
import { describeProblem } from "../../../sdk/read/problem.ts"
import { forEveryCall } from "./faulty-file-system.ts"
import { line, withFolder } from "./workspace.ts"

/** Writes a log that was last written `age` seconds ago. */
const writeLog = (path: string, age: number): string => {
  writeFileSync(path, line(age))
  utimesSync(path, 1e9 - age, 1e9 - age)
  return path
}

describe("discoverLogs", () => {
  it("finds the logs of a folder, rotated ones too, newest first", async () =>
    withFolder(async (folder) => {
      const expected = [
        writeLog(join(folder, "b.jsonl"), 0),
        writeLog(join(folder, "a.jsonl"), 1),
        writeLog(join(folder, "a.jsonl.1"), 2),
        writeLog(join(folder, "c.ndjson"), 3)
      ]
      writeLog(join(folder, "notes.txt"), 4)
      mkdirSync(join(folder, "folder.jsonl"))
      const { logs, problems, readsStdin } = await discoverLogs([folder])
      assert.deepEqual(
        logs.map(({ path }) => path),
        expected
      )
      assert.deepEqual(problems, [])
      assert.equal(readsStdin, false)
    }))

  it("takes a file whatever its name", async () =>
    withFolder(async (folder) => {
      const path = writeLog(join(folder, "performance.log"), 0)
      assert.deepEqual(
        (await discoverLogs([path])).logs.map((log) => log.path),
        [path]
      )
    }))

  it("looks into the .lapline of a folder that holds no logs itself", async () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, ".lapline"))
      const path = writeLog(join(folder, ".lapline", "a.jsonl"), 0)
      assert.deepEqual(
        (await discoverLogs([folder])).logs.map((log) => log.path),
        [path]
      )
    }))

  it("takes each file once, however many paths lead to it", async () =>
    withFolder(async (folder) => {
      const path = writeLog(join(folder, "a.jsonl"), 0)
      symlinkSync(path, join(folder, "b.jsonl"))
      const { logs } = await discoverLogs([path, folder, `${folder}/./a.jsonl`])
      assert.deepEqual(
        logs.map((log) => log.path),
        [path]
      )
    }))

  it("tells standard input from paths", async () => {
    const { readsStdin, logs, problems } = await discoverLogs(["-"])
    assert.deepEqual({ readsStdin, logs, problems }, { readsStdin: true, logs: [], problems: [] })
  })

  it("says what to do about each path that gives nothing", async () =>
    withFolder(async (folder) => {
      const socket = join(folder, "socket")
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(socket, resolve))
      symlinkSync("loop", join(folder, "loop"))
      mkdirSync(join(folder, "empty"))
      const missing = join(folder, "missing")
      const empty = join(folder, "empty")
      const found = await discoverLogs([missing, empty, join(folder, "loop"), socket])
      server.close()
      assert.deepEqual(
        found.problems.map((problem) => [problem._tag, describeProblem(problem)]),
        [
          ["MissingPath", `${missing}: no such file or folder`],
          [
            "NoLogs",
            `${empty}: holds no logs (*.jsonl); run a traced program first, or name the folder it writes to`
          ],
          ["Unreadable", `${join(folder, "loop")}: its symbolic links form a loop`],
          ["Unreadable", `${socket}: is no regular file; pipe it in and read \`-\``]
        ]
      )
    }))

  it("never rejects, whatever call of the file system fails", async () =>
    withFolder(async (folder) => {
      writeLog(join(folder, "a.jsonl"), 0)
      const runs = await forEveryCall(["EACCES", "EIO"], async (fileSystem, fault) => {
        const { logs, problems } = await discoverLogs([folder], fileSystem)
        const isHit = fileSystem.wasMet()
        assert.equal(logs.length, isHit ? 0 : 1, JSON.stringify(fault))
        assert.equal(problems.length, isHit ? 1 : 0, JSON.stringify(fault))
        for (const problem of problems) assert.equal(problem._tag, "Unreadable")
      })
      assert.ok(runs > 3)
    }))
})
