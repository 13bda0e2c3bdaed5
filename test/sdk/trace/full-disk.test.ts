/** A file that takes no more bytes: the program never notices, the log says how many lines are missing, and recovers by itself. */

import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { decodeLine } from "../../../sdk/record/decode.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { repositoryRoot } from "../../repository.ts"
import { withFolder } from "./log.ts"

const program = join(repositoryRoot, "test/sdk/trace/programs/full-disk.ts")

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly warnings: number
  readonly records: readonly LapRecord[]
  readonly malformed: number
}

/** A soft limit on the size of files stands for the disk; `heals` lifts it while the program runs. */
const runLimited = (heals: boolean): Promise<Outcome> =>
  withFolder(async (folder) => {
    const command = 'ulimit -S -f 24; exec "$0" "$1" "$2"'
    const child = spawn("bash", ["-c", command, process.execPath, program, folder])
    let stdout = ""
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => void (stderr += text))
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
      if (stdout !== "full\n") return
      if (heals) {
        const args = ["--fsize=unlimited:", "--pid", String(child.pid)]
        assert.equal(spawnSync("prlimit", args).status, 0)
        // The writer's next look at the disk is due half a second after the last.
      }
      child.stdin.end(heals ? "go on\n" : "stay\n")
    })
    const [code] = (await once(child, "close")) as [number]
    const [log = ""] = readdirSync(folder)
    const lines = readFileSync(join(folder, log), "utf8").split("\n")
    const decoded = lines.filter((line) => line !== "").map(decodeLine)
    const records = decoded.flatMap((each) => (each._tag === "Record" ? [each.record] : []))
    const warnings = stderr.match(/LaplineWarning/g)?.length ?? 0
    return { code, stdout, warnings, records, malformed: decoded.length - records.length }
  })

const spansOf = (records: readonly LapRecord[]): number =>
  records.filter(({ metric }) => metric === "span").length

const dropped = (records: readonly LapRecord[]): unknown =>
  records.findLast(({ metric }) => metric === "resource")?.attributes["lapline.lines.dropped"]

describe("a full disk", function () {
  this.timeout(60_000)

  it("W3 changes neither what a program answers nor its exit code", async () => {
    const { code, malformed, records, stdout, warnings } = await runLimited(false)
    assert.deepEqual([code, stdout, warnings], [5, "full\n200\n", 1])
    const written = spansOf(records)
    assert(written > 10 && written < 200, String(written))
    assert(malformed <= 1)
  })

  it("W2 that has room again is written to, and the log holds the exact number of lost lines", async () => {
    const { code, malformed, records, stdout, warnings } = await runLimited(true)
    assert.deepEqual([code, stdout, warnings], [5, "full\n400\n", 1])
    const written = spansOf(records)
    assert(written >= 200, String(written))
    assert.equal(dropped(records), 400 - written)
    assert(malformed <= 1)
  })
})
