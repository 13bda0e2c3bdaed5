/** The lap times of a folder from real log files: followed, cleared, started over, confined. */
import assert from "node:assert/strict"
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { createFolderLaps, type FolderLaps } from "../../../extension/editor/folder-laps.ts"
import { followLogs } from "../../../extension/log-reader.ts"

const plain = {
  v: 1,
  timestamp: "2025-12-14T12:00:00Z",
  metric: "span",
  name: "work",
  duration_ms: 10,
  run_id: "r1",
  "code.file.path": "src/a.ts",
  "code.line.number": 3
}
const line = (given: Record<string, unknown>) => `${JSON.stringify({ ...plain, ...given })}\n`
const header = line({
  metric: "run",
  name: "run",
  duration_ms: 0,
  attributes: { "lapline.root": "/app" }
})

describe("the laps of a folder", () => {
  let folder = ""
  let laps: FolderLaps
  let problems: string[] = []
  let onChange = () => {}

  /** Resolves when the laps say so; every change asks again. */
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      onChange = () => {
        if (holds()) resolve()
      }
      onChange()
    })
  const log = (name = "a.jsonl") => path.join(folder, ".lapline", name)
  const count = () => laps.report().sites.reduce((sum, site) => sum + site.count, 0)
  const follow = (confinedTo?: string, hidden: readonly string[] = []) =>
    laps.follow({
      paths: [path.join(folder, ".lapline")],
      mappings: [],
      confinedTo,
      hiddenRuns: new Set(hidden)
    })

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lapline-laps-"))
    mkdirSync(path.join(folder, ".lapline"))
    problems = []
    laps = createFolderLaps({
      followLogs,
      onChange: () => onChange(),
      onProblem: ({ text }) => problems.push(text)
    })
  })
  afterEach(() => {
    onChange = () => {}
    laps.dispose()
    rmSync(folder, { recursive: true })
  })

  it("grow with the log", async () => {
    writeFileSync(log(), header + line({}))
    follow()
    await until(() => count() === 1)
    appendFileSync(log(), line({ timestamp: "2025-12-14T12:00:01Z", run_id: "r2" }))
    await until(() => count() === 2)
    assert.equal(laps.lastRun("src/a.ts", 3)?.runId, "r2")
    assert.deepEqual(laps.logsOf("r1"), [log()])
    assert.equal(laps.report().runs[0]?.root, "/app")
  })

  it("count a broken line, say so and go on", async () => {
    writeFileSync(log(), `{"v":1,\n${line({})}`)
    follow()
    await until(() => count() === 1)
    const { lines } = laps.report()
    assert.deepEqual([lines.accepted, lines.malformed], [1, 1])
    assert.equal(problems.length, 1)
  })

  it("start over when a log is emptied", async () => {
    writeFileSync(log(), line({}) + line({ duration_ms: 11 }))
    follow()
    await until(() => count() === 2)
    writeFileSync(log(), line({ duration_ms: 12 }))
    await until(() => count() === 1)
    assert.equal(laps.report().sites[0]?.maxMs, 12)
  })

  it("forget what was measured before they were cleared, but not the process that runs", async () => {
    writeFileSync(log(), header + line({}))
    follow()
    await until(() => count() === 1)
    laps.clear(Date.parse("2025-12-14T12:00:00Z") * 1000)
    assert.equal(count(), 0)
    appendFileSync(log(), line({ timestamp: "2025-12-14T12:00:05Z" }))
    await until(() => count() === 1)
    assert.equal(laps.report().runs[0]?.root, "/app")
    // Emptied and written anew, the log is read again; what was cleared stays cleared.
    writeFileSync(
      log(),
      header + line({}) + line({ timestamp: "2025-12-14T12:00:06Z", name: "new" })
    )
    await until(() => laps.report().sites.some(({ name }) => name === "new"))
    assert.equal(count(), 1)
  })

  it("leave hidden runs out of every figure, but know their headers and logs", async () => {
    writeFileSync(log(), header + line({}) + line({}))
    writeFileSync(log("b.jsonl"), line({ run_id: "r2", line: 2, name: "other" }))
    follow(undefined, ["r1"])
    await until(() => count() === 1 && laps.hiddenRuns().length === 1)
    assert.deepEqual(
      laps.report().runs.map(({ runId }) => runId),
      []
    )
    assert.deepEqual(laps.logsOf("r1"), [log()])
    assert.deepEqual([...laps.runsIn(log("b.jsonl"))], ["r2"])
    follow()
    await until(() => count() === 3)
    assert.deepEqual(laps.hiddenRuns(), [])
  })

  it("read nothing outside of the folder they are confined to, through no link", async () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), "lapline-outside-"))
    writeFileSync(path.join(outside, "secret.jsonl"), line({ name: "secret" }))
    symlinkSync(path.join(outside, "secret.jsonl"), log("link.jsonl"))
    writeFileSync(log(), line({ name: "own" }))
    follow(folder)
    await until(() => count() === 1 && problems.length > 0)
    assert.deepEqual(
      laps.report().sites.map(({ name }) => name),
      ["own"]
    )
    assert.match(problems.join(), /link\.jsonl/)
    follow()
    await until(() => count() === 2)
    rmSync(outside, { recursive: true })
  })
})
