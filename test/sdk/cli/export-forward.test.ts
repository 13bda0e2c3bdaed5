/** `lapline export --checkpoint` and `--follow`: real processes, killed wherever they are, pass on each line. */

import * as assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { receive } from "../export/receiver.ts"
import { buildCli, type BuiltCli } from "./built-cli.ts"

const header = `${JSON.stringify({ v: 1, metric: "run", name: "run", run_id: "r1", attributes: { "service.name": "shop" } })}\n`
const spanId = (number: number) => `a${number.toString(16).padStart(15, "0")}`
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    JSON.stringify({
      v: 1,
      timestamp: "2025-12-14T12:00:00Z",
      metric: "span",
      name: "work",
      duration_ms: 5,
      run_id: "r1",
      trace_id: spanId(from + index).repeat(2),
      span_id: spanId(from + index)
    })
  ).join("\n") + "\n"

describe("lapline export that goes on where it was", () => {
  let cli: BuiltCli
  let folder = ""
  let running: ChildProcess[] = []

  before(async () => {
    cli = await buildCli()
  })
  after(() => cli[Symbol.dispose]())
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lapline-forward-"))
    fs.mkdirSync(path.join(folder, ".lapline"))
    running = []
  })
  afterEach(() => {
    for (const child of running) if (child.exitCode === null) child.kill("SIGKILL")
    fs.rmSync(folder, { recursive: true })
  })

  const at = (name: string) => path.join(folder, name)
  const log = () => at(".lapline/a.jsonl")
  const pass = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await cli.run(["export", ...args], { cwd: folder })
    assert.equal(code, 0, stderr)
    return stdout
  }
  const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, [cli.bin, "export", "--follow", ...args], { cwd: folder })
    running.push(child)
    return child
  }
  const stop = async (child: ChildProcess, signal: NodeJS.Signals) => {
    const closed = once(child, "close")
    child.kill(signal)
    return await closed
  }
  /** Resolves when the file has so many bytes. */
  const grown = (name: string, bytes: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if ((fs.statSync(at(name), { throwIfNoEntry: false })?.size ?? 0) < bytes) return
        watcher.close()
        resolve()
      }
      const watcher = fs.watch(folder, look)
      look()
    })
  const idsIn = (text: string) => [...text.matchAll(/a[0-9a-f]{15}(?=,)/g)].map(([id]) => id)

  it("exports what is new with each call, and each line once", async () => {
    const to = ["--to", "csv", "--output", "out.csv", "--checkpoint", "kept"]
    fs.writeFileSync(log(), header + lines(0, 10))
    await pass(...to)
    await pass(...to)
    fs.appendFileSync(log(), lines(10, 15))
    fs.renameSync(log(), `${log()}.1`)
    fs.writeFileSync(log(), lines(15, 20))
    await pass(...to)
    const text = fs.readFileSync(at("out.csv"), "utf8")
    assert.equal(text.match(/^timestamp,/gm)?.length, 1)
    assert.equal(text.trimEnd().split("\n").length, 22)
    assert.deepEqual(new Set(idsIn(text)), new Set(Array.from({ length: 20 }, (_, n) => spanId(n))))
    const all = await pass("--to", "csv", "--checkpoint", "other")
    assert.deepEqual(all.split("\n").toSorted(), text.split("\n").toSorted())
    assert.equal(await pass("--to", "csv", "--checkpoint", "other"), "")
  })

  it("killed with SIGKILL while it exports, leaves each line in its file exactly once", async () => {
    const to = ["--to", "csv", "--output", "out.csv", "--checkpoint", "kept"]
    const perRound = 4_000
    const rounds = 4
    fs.writeFileSync(log(), header)
    for (let round = 0; round < rounds; round++) {
      const size = fs.statSync(at("out.csv"), { throwIfNoEntry: false })?.size ?? 0
      const child = start(...to)
      fs.appendFileSync(log(), lines(round * perRound, (round + 1) * perRound))
      await grown("out.csv", size + 1)
      await stop(child, "SIGKILL")
    }
    const last = start(...to)
    const whole = fs.statSync(log()).size
    assert.ok(whole > 0)
    await stop(last, "SIGTERM")
    await pass(...to)
    const text = fs.readFileSync(at("out.csv"), "utf8")
    const rows = text.trimEnd().split("\n")
    assert.equal(rows.length, 2 + rounds * perRound)
    assert.equal(new Set(rows).size, rows.length)
  }).timeout(60_000)

  it("asks a receiver again that is away, and after a kill sends the rest with the resource of its run", async () => {
    fs.writeFileSync(log(), header + lines(0, 5))
    let isAway = true
    await using receiver = await receive((_, response, count) => {
      isAway = count <= 2
      response.writeHead(isAway ? 503 : 200, {
        "retry-after": "0",
        "content-type": "application/json"
      })
      response.end("{}")
    })
    const sent = () =>
      receiver.requests
        .slice(2)
        .flatMap(({ body }) =>
          [...body.toString().matchAll(/"spanId":"(\w+)"/g)].map(([, id]) => id)
        )
    const to = ["--to", "otlp", "--endpoint", receiver.url, "--checkpoint", "kept"]
    const json = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }
    const child = spawn(process.execPath, [cli.bin, "export", "--follow", ...to], {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...json }
    })
    running.push(child)
    const kept = () => fs.readFileSync(at("kept"), "utf8")
    await grown("kept", 200)
    assert.ok(kept().includes('"positions":[{'))
    await stop(child, "SIGKILL")
    assert.deepEqual(new Set(sent()), new Set([0, 1, 2, 3, 4].map(spanId)))
    const before = receiver.requests.length
    fs.appendFileSync(log(), lines(5, 8))
    const { code, stderr } = await cli.run(["export", ...to], { cwd: folder, env: json })
    assert.equal(code, 0, stderr)
    assert.match(stderr, /traces: 3 of 3 delivered/)
    assert.deepEqual(sent().slice(-3), [5, 6, 7].map(spanId))
    assert.ok(receiver.requests.at(before)?.body.toString().includes('"shop"'))
  }).timeout(30_000)

  it("says what cannot go on, and keeps to a file that is shorter than it was", async () => {
    fs.writeFileSync(log(), header + lines(0, 5))
    const refused: readonly (readonly [args: readonly string[], says: RegExp])[] = [
      [["--to", "prometheus", "--follow"], /--to prometheus is of all the logs/],
      [["--to", "otlp", "--signals", "metrics", "--checkpoint", "kept"], /metrics is of all/],
      [["--to", "csv", "--follow", "--last", "1"], /go with logs as they lie in a folder/],
      [["--to", "csv", "--checkpoint", "no/such/folder"], /no\/such\/folder/]
    ]
    for (const [args, says] of refused) {
      const { code, stderr } = await cli.run(["export", ...args], { cwd: folder })
      assert.equal(code, 2)
      assert.match(stderr, says)
    }
    const to = ["--to", "csv", "--output", "out.csv", "--checkpoint", "kept"]
    await pass(...to)
    fs.truncateSync(at("out.csv"), 10)
    const { code, stderr } = await cli.run(["export", ...to], { cwd: folder })
    assert.equal(code, 2)
    assert.match(stderr, /is shorter than the \d+ bytes that were written to it/)
    assert.equal(fs.statSync(at("out.csv")).size, 10)
  })
})
