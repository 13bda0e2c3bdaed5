/** First readings of real logs, watched, stopped in the middle and made up for. */
import assert from "node:assert/strict"
import * as fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { createFolderLaps, type FolderLaps } from "../../../extension/editor/folder-laps.ts"
import type { ReadingProgress } from "../../../extension/editor/log-source.ts"
import { createReadings, type Readings } from "../../../extension/editor/readings.ts"
import { followLogs } from "../../../extension/log-reader.ts"

const PER_FILE = 5_000
const FILES = 4

const line = (name: string | number) =>
  `${JSON.stringify({
    v: 1,
    timestamp: "2025-12-14T12:00:00Z",
    metric: "span",
    name: "work",
    trace_id: `trace ${name}`,
    span_id: `${name}`,
    duration_ms: 10,
    "code.file.path": "src/a.ts",
    "code.line.number": 3
  })}\n`

describe("the first reading of logs", () => {
  let folder = ""
  let readings: Readings
  let laps: FolderLaps
  let steps: (ReadingProgress | undefined)[] = []
  let onStep = () => {}

  const count = () => laps.report().sites.reduce((sum, site) => sum + site.count, 0)
  const log = (file: number) => path.join(folder, `${file}.jsonl`)
  const follow = () =>
    laps.follow({ paths: [folder], mappings: [], confinedTo: undefined, hiddenRuns: new Set() })
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      onStep = () => {
        if (holds()) resolve()
      }
      onStep()
    })

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lapline-readings-"))
    for (let file = 0; file < FILES; file++) {
      const names = Array.from({ length: PER_FILE }, (_, index) => file * PER_FILE + index)
      fs.writeFileSync(log(file), names.map(line).join(""))
      fs.utimesSync(log(file), 2e9 - file, 2e9 - file)
    }
    steps = []
    readings = createReadings(followLogs)
    laps = createFolderLaps({
      followLogs: readings.followLogs,
      onChange: () => onStep(),
      onProblem: ({ text }) => assert.fail(text)
    })
    readings.onDidChange(() => {
      steps.push(readings.progress())
      onStep()
    })
  })
  afterEach(() => {
    onStep = () => {}
    laps.dispose()
    fs.rmSync(folder, { recursive: true })
  })

  it("tells how far it is, and is over when everything is read", async () => {
    follow()
    await until(() => steps.length > 0 && readings.progress() === undefined)
    assert.equal(count(), FILES * PER_FILE)
    const told = steps.flatMap((step) => step ?? [])
    assert.ok(told.length > FILES)
    assert.deepEqual(told.at(-1), {
      ...told[0],
      readBytes: told[0]?.totalBytes,
      readFiles: FILES - 1
    })
    assert.deepEqual(readings.leftOut(), { bytes: 0, files: 0 })
    const before = steps.length
    fs.appendFileSync(log(0), line("later"))
    await until(() => count() === FILES * PER_FILE + 1)
    assert.equal(steps.length, before, "what is written later is no first reading")
  })

  it("keeps what was read when it is stopped, goes on with what is written, and can be made up for", async () => {
    follow()
    await until(() => (readings.progress()?.readFiles ?? 0) >= 2)
    readings.stop()
    await until(() => readings.progress() === undefined)
    const kept = count()
    assert.ok(kept >= 2 * PER_FILE && kept < FILES * PER_FILE)
    const { bytes, files } = readings.leftOut()
    assert.ok(bytes > 0 && files > 0)
    fs.appendFileSync(log(3), line("later"))
    await until(() => count() === kept + 1)
    readings.readAll()
    await until(() => count() === FILES * PER_FILE + 1)
    assert.deepEqual(readings.leftOut(), { bytes: 0, files: 0 })
  })

  it("of several folders is one, and ends with what is followed", async () => {
    const other = createFolderLaps({
      followLogs: readings.followLogs,
      onChange: () => {},
      onProblem: () => {}
    })
    follow()
    other.follow({ paths: [folder], mappings: [], confinedTo: undefined, hiddenRuns: new Set() })
    await until(() => readings.progress()?.totalFiles === 2 * FILES)
    readings.stop()
    assert.ok(readings.progress() !== undefined)
    other.dispose()
    laps.dispose()
    assert.equal(readings.progress(), undefined)
    assert.deepEqual(readings.leftOut(), { bytes: 0, files: 0 })
  })
})
