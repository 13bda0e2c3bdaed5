/** `lapline tail`: a real process on logs that appear, grow, rotate and are emptied. */

import * as assert from "node:assert/strict"
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { buildCli, REPORTS, type BuiltCli } from "./built-cli.ts"

const line = (name: string, more: Readonly<Record<string, unknown>> = {}): string =>
  `${JSON.stringify({
    v: 1,
    timestamp: "2025-12-14T12:00:00.123456Z",
    metric: "span",
    name,
    duration_ms: 5,
    trace_id: "4bf92f3577b34da6",
    span_id: name,
    "code.file.path": "agent/agent.ts",
    "code.line.number": 7,
    ...more
  })}\n`

describe("lapline tail", () => {
  let cli: BuiltCli
  let folder: string
  let running: Following[]

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lapline-tail-"))
    running = []
  })

  afterEach(async () => {
    for (const { child } of running) if (child.exitCode === null) child.kill("SIGKILL")
    fs.rmSync(folder, { recursive: true })
  })

  const log = (name = "a.jsonl") => path.join(folder, ".lapline", name)
  const write = (text: string, name?: string) => {
    fs.mkdirSync(path.join(folder, ".lapline"), { recursive: true })
    fs.appendFileSync(log(name), text)
  }

  const tail = (...args: readonly string[]): Following => {
    const child = spawn(process.execPath, [cli.bin, "tail", ...args], {
      cwd: folder,
      env: { PATH: process.env["PATH"] }
    })
    const following = follow(child)
    running.push(following)
    return following
  }

  it("waits for a log that is not there yet, tells each operation, and sums up at Ctrl-C", async () => {
    const following = tail()
    await following.says(/\.lapline: no such file or folder; waiting for it/)
    write(line("first"))
    await following.says(/^12:00:00\.123 +5\.00 ms {2}first +agent\/agent\.ts:7 {2}4bf92f35$/m)
    write(line("second", { status: "error", "error.type": "Refused", duration_ms: 7 }))
    await following.says(/7\.00 ms {2}✗ second.*\n +error: Refused\n/)
    const { code, stderr } = await following.stop("SIGINT")
    assert.equal(code, 0)
    assert.match(
      stderr,
      /lapline: 2 spans in .* · 1 failed · p50 .* · slowest second 7\.00 ms at agent\/agent\.ts:7/
    )
  })

  it("begins with the newest spans there are, oldest first", async () => {
    for (const second of [1, 2, 3]) {
      write(line(`n${second}`, { timestamp: `2025-12-14T12:00:0${second}Z` }), `${second}.jsonl`)
    }
    const following = tail("--lines", "2")
    await following.says(/n2 .*\n.* n3 /)
    assert.doesNotMatch(following.stdout(), /n1/)
    await following.stop("SIGTERM")
  })

  it("looks for them at the ends of the logs, or everywhere", async () => {
    write(line("rare") + line("common").repeat(30_000))
    const args = ["--filter", "name=rare", "--lines", "1"]
    const short = tail(...args)
    await short.says(/lapline: .* MiB before that not read/)
    write(line("rare", { span_id: "live" }))
    await short.says(/ rare /)
    await short.stop("SIGINT")
    assert.equal(short.stdout().trimEnd().split("\n").length, 1)
    fs.truncateSync(log(), fs.statSync(log()).size - line("rare", { span_id: "live" }).length)
    const whole = tail(...args, "--from", "beginning")
    await whole.says(/ rare /)
    await whole.stop("SIGINT")
    assert.doesNotMatch(whole.stdout(), /not read/)
  })

  it("goes on through rotation, copytruncate and deletion, and tells nothing twice", async () => {
    write(line("one"))
    const following = tail()
    await following.says(/ one /)
    fs.renameSync(log(), log("a.jsonl.1"))
    write(line("two"))
    await following.says(/ two /)
    fs.truncateSync(log())
    write(line("three"))
    await following.says(/ three /)
    fs.rmSync(log())
    write(line("two") + line("four"))
    await following.says(/ four /)
    await following.stop("SIGINT")
    const told = following.stdout().match(/(?<= ms {2})\w+/g)
    assert.deepEqual(told, ["one", "two", "three", "four"])
  })

  it("tells lines without an id as often as they come", async () => {
    const following = tail()
    await following.says(/waiting/)
    const anonymous = line("twice", { span_id: undefined })
    write(anonymous + anonymous)
    await following.says(/twice.*\n.*twice/)
    const { stderr } = await following.stop("SIGINT")
    assert.match(stderr, /2 spans in /)
  })

  it("goes on without a path that cannot be read, and ends with exit code 2", async () => {
    fs.symlinkSync("loop.jsonl", path.join(folder, "loop.jsonl"))
    const following = tail("loop.jsonl", ".lapline")
    await following.says(/loop\.jsonl: its symbolic links form a loop/)
    write(line("readable"))
    await following.says(/ readable /)
    assert.equal((await following.stop("SIGINT")).code, 2)
  })

  it("tells only what a filter finds, and counts broken lines", async () => {
    const following = tail("--filter", "status=failed")
    await following.says(/waiting/)
    write(`${line("fine")}nonsense\n${line("broken", { status: "timeout" })}`)
    await following.says(/broken/)
    const { stderr } = await following.stop("SIGINT")
    assert.doesNotMatch(following.stdout(), /fine/)
    assert.match(stderr, /a\.jsonl:2: not JSON/)
    assert.match(stderr, /1 span in .* · 1 line could not be read\n$/)
  })

  it("prints with --json the lines of the log, header and all", async () => {
    const following = tail("--json", "--lines", "0")
    await following.says(/waiting/)
    const [source = ""] = fs.readdirSync(path.join(REPORTS, "two-runs")).slice(-1)
    const text = fs.readFileSync(path.join(REPORTS, "two-runs", source), "utf8")
    write(text)
    const end = text.trimEnd().split("\n").length
    await following.until((stdout) => stdout.split("\n").length > end)
    await following.stop("SIGINT")
    // Readers take a line without a status for one that went well.
    const expected = parsed(text).map((each) => ({ status: "ok", ...each }))
    assert.deepEqual(parsed(following.stdout()), expected)
  })

  it("ends with the reader of its pipe, and with standard input", async () => {
    const following = tail()
    await following.says(/waiting/)
    following.child.stdout.destroy()
    write(line("unread"))
    assert.equal((await following.ended).code, 0)
    const piped = await cli.run(["tail", "-"], { stdin: line("piped") })
    assert.match(piped.stdout, / piped /)
    assert.match(piped.stderr, /^lapline: 1 span in /)
    assert.equal(piped.code, 0)
  })
})

const parsed = (text: string): readonly object[] =>
  text
    .trimEnd()
    .split("\n")
    .map((each) => JSON.parse(each))

interface Following {
  readonly child: ChildProcessWithoutNullStreams
  readonly stdout: () => string
  /** Resolves when what was printed, on either stream, holds it. */
  readonly says: (expected: RegExp) => Promise<void>
  readonly until: (holds: (stdout: string) => boolean) => Promise<void>
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
  readonly stop: (signal: NodeJS.Signals) => Following["ended"]
}

const follow = (child: ChildProcessWithoutNullStreams): Following => {
  const printed = { stdout: "", stderr: "" }
  let changed = () => {}
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text
      changed()
    })
  }
  const ended = new Promise<Awaited<Following["ended"]>>((resolve) => {
    child.on("close", (code) => resolve({ code, stderr: printed.stderr }))
  })
  const wait = async (holds: () => boolean) => {
    while (!holds()) {
      const change = new Promise<"change">((resolve) => {
        changed = () => resolve("change")
      })
      const event = await Promise.race([change, ended])
      if (event !== "change" && !holds()) assert.fail(`it ended: ${JSON.stringify(printed)}`)
    }
  }
  return {
    child,
    ended,
    stdout: () => printed.stdout,
    says: (expected) => wait(() => expected.test(printed.stdout) || expected.test(printed.stderr)),
    until: (holds) => wait(() => holds(printed.stdout)),
    stop: (signal) => {
      child.kill(signal)
      return ended
    }
  }
}
