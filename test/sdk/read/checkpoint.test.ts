/** Where reading stood survives a restart, and a checkpoint that cannot be trusted costs no more than reading again. */

import assert from "node:assert/strict"
import * as fs from "node:fs"
import { join } from "node:path"
import { readCheckpoint, writeCheckpoint, type Checkpoint } from "../../../sdk/read/checkpoint.ts"
import { noLines } from "../../../sdk/read/log-decoder.ts"
import { tailLogs } from "../../../sdk/read/tail.ts"
import { holdNames, line, lines, withFolder } from "./workspace.ts"

const mark = Buffer.from("a\n\xff", "latin1")
const position = { identity: "1:2", offset: 70, head: Buffer.from("{"), mark, counts: noLines() }
const kept: Checkpoint = { positions: [position], state: "so far" }
const nothing: Checkpoint = { positions: [], state: undefined }

/** What one tail with the checkpoint hands over, and what it counts. */
const tailOnce = async (folder: string, checkpoint: string) => {
  const held = holdNames()
  const tail = tailLogs([folder], held.sink, { checkpoint, pollMs: 1e6 })
  await tail.refresh()
  const counts = tail.counts()
  await tail.close()
  return { names: held.sorted(), seen: counts.seen, problems: held.problems }
}

describe("a checkpoint", () => {
  it("gives back what was written", () =>
    withFolder(async (folder) => {
      const path = join(folder, "kept")
      assert.deepEqual(await readCheckpoint(path), nothing)
      await writeCheckpoint(path, kept)
      assert.deepEqual(await readCheckpoint(path), kept)
      assert.deepEqual(fs.readdirSync(folder), ["kept"])
    }))

  it("R20 corrupt, half written or of a newer version is read as none, and rebuilt", () =>
    withFolder(async (folder) => {
      const [logs, path] = [join(folder, "logs"), join(folder, "kept")]
      fs.mkdirSync(logs)
      fs.writeFileSync(join(logs, "a.jsonl"), lines(0, 3))
      await tailOnce(logs, path)
      const whole = fs.readFileSync(path, "utf8")
      const broken = [
        whole.replace('"offset":', '"offset": '),
        whole.replace("checkpoint 2", "checkpoint 3"),
        "",
        "\0".repeat(100),
        ...Array.from({ length: 40 }, (_, index) =>
          whole.slice(0, Math.floor(((whole.length - 1) * index) / 40))
        )
      ]
      for (const text of broken) {
        fs.writeFileSync(path, text)
        assert.deepEqual(await readCheckpoint(path), nothing, text)
        assert.deepEqual((await tailOnce(logs, path)).names, ["0", "1", "2"])
        assert.deepEqual((await tailOnce(logs, path)).names, [])
      }
    })).timeout(20_000)

  it("is never half there while others read it", () =>
    withFolder(async (folder) => {
      const path = join(folder, "kept")
      await writeCheckpoint(path, kept)
      const many = Array.from({ length: 500 }, (_, offset) => ({ ...position, offset }))
      for (let round = 0; round < 10; round++) {
        const writing = writeCheckpoint(path, { ...kept, positions: many })
        assert.notEqual((await readCheckpoint(path)).positions.length, 0)
        await writing
      }
    }))

  it("lets a tail go on after the last whole line, with the counts of before", () =>
    withFolder(async (folder) => {
      const [log, path] = [join(folder, "a.jsonl"), join(folder, "kept")]
      fs.writeFileSync(log, lines(0, 3) + line(3).slice(0, 20))
      assert.deepEqual((await tailOnce(folder, path)).names, ["0", "1", "2"])
      fs.appendFileSync(log, line(3).slice(20) + line(4))
      fs.renameSync(log, `${log}.1`)
      fs.writeFileSync(log, line(5))
      const { names, seen } = await tailOnce(folder, path)
      assert.deepEqual(names, ["3", "4", "5"])
      assert.equal(seen, 6)
    }))

  it("starts a log over whose bytes are others", () =>
    withFolder(async (folder) => {
      const [log, path] = [join(folder, "a.jsonl"), join(folder, "kept")]
      fs.writeFileSync(log, lines(0, 3))
      await tailOnce(folder, path)
      fs.writeFileSync(log, lines(10, 20))
      const { names, seen } = await tailOnce(folder, path)
      assert.equal(names.length, 10)
      assert.equal(seen, 10)
    }))

  it("that cannot be written is told, and hinders no reading", () =>
    withFolder(async (folder) => {
      fs.writeFileSync(join(folder, "a.jsonl"), line(1))
      const { names, problems } = await tailOnce(folder, join(folder, "no", "folder"))
      assert.deepEqual(names, ["1"])
      assert.ok(problems.some((problem) => problem.reason.startsWith("where reading stands")))
    }))
})
