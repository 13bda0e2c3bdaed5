/** Child processes of a test run end with it, and so does what they started. */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import path from "node:path"
import readline from "node:readline"
import { type Ending, runChild } from "./child.ts"

/** Starts a process that never ends, says its id, and never ends itself. */
const endless = `
const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
console.log("started " + pid)
setInterval(() => {}, 1000)`

const run = async (source: string, limitMs = 60_000): Promise<readonly [Ending, string]> => {
  const command = { args: ["-e", source], cwd: import.meta.dirname, limitMs }
  const { ending, output } = await runChild({ ...command, output: "result" })
  return [ending, output.trim()]
}

const startedIn = (text: string): number => Number(/started (\d+)/.exec(text)?.[1])

/** A process that has ended but has no parent left to ask for its exit code counts as ended. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

/** There is no event for the end of a process that is no child of ours. */
const untilGone = async (pid: number): Promise<void> => {
  assert.ok(pid > 0)
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe("a child process", () => {
  it("tells its exit code and both streams", async () => {
    const source = `console.log("out"); console.error("err"); process.exitCode = 3`
    assert.deepEqual(await run(source), [{ _tag: "Exited", code: 3 }, "out\nerr"])
  })

  it("tells the signal that killed it", async () => {
    const [ending] = await run(`process.kill(process.pid, "SIGKILL")`)
    assert.deepEqual(ending, { _tag: "Killed", signal: "SIGKILL" })
  })

  it("that cannot be started is an ending as well", async () => {
    const { ending } = await runChild({
      program: "no-such-program",
      args: [],
      cwd: ".",
      limitMs: 60_000
    })
    assert.equal(ending._tag, "Killed")
  })

  it("is ended at its limit, together with what it started", async () => {
    const [ending, output] = await run(endless, 4000)
    assert.deepEqual(ending, { _tag: "TimedOut", limitMs: 4000 })
    await untilGone(startedIn(output))
  })

  it("leaves nothing behind when the run that started it is interrupted", async () => {
    const runner = `
      import { runChild } from ${JSON.stringify(path.join(import.meta.dirname, "child.ts"))}
      process.on("SIGINT", () => process.exit(130))
      await runChild({ args: ["-e", ${JSON.stringify(endless)}], cwd: ".", limitMs: 60_000 })`
    const parent = spawn(process.execPath, ["--input-type=module", "-e", runner], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const exit = new Promise((resolve) => parent.once("exit", resolve))
    const grandchild = Promise.withResolvers<number>()
    readline
      .createInterface({ input: parent.stdout })
      .on("line", (line) => grandchild.resolve(startedIn(line)))
    const pid = await grandchild.promise
    parent.kill("SIGINT")
    assert.equal(await exit, 130)
    await untilGone(pid)
  })
})
