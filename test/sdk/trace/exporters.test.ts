/** What the log gets exporters get as well, decoded and in order, whatever they do with it. */

import assert from "node:assert/strict"
import { Effect } from "effect"
import { Lap, Lapline } from "../../../sdk/index.ts"
import type { Exporter, MakeExporter } from "../../../sdk/record/exporter.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { makeTee } from "../../../sdk/trace/tee.ts"
import { readRecords, withFolder } from "./log.ts"

interface Kept extends Exporter {
  readonly records: LapRecord[]
  readonly calls: string[]
}

const keeping = (): { readonly made: Kept[]; readonly make: MakeExporter } => {
  const made: Kept[] = []
  const make: MakeExporter = () => {
    const records: LapRecord[] = []
    const calls: string[] = []
    const exporter: Kept = {
      name: "keeper",
      records,
      calls,
      take: (batch) => void records.push(...batch),
      flush: async () => void calls.push("flush"),
      close: async () => void calls.push("close")
    }
    made.push(exporter)
    return exporter
  }
  return { made, make }
}

const broken: MakeExporter = () => ({
  name: "broken",
  take: () => {
    throw new Error("take")
  },
  flush: () => Promise.reject(new Error("flush")),
  close: () => Promise.reject(new Error("close"))
})

const work = Effect.void.pipe(Lap.step("inner"), Lap.turn("outer"))

describe("an exporter", () => {
  it("gets each record of the log once, the header first, and is closed with the run", () =>
    withFolder(async (folder) => {
      const { made, make } = keeping()
      const live = Lapline.layer({ directory: folder, exporters: [make, make] })
      await Effect.runPromise(Effect.repeat(work, { times: 500 }).pipe(Effect.provide(live)))
      const records = readRecords(folder)
      assert.equal(made.length, 2)
      for (const exporter of made) {
        assert.deepEqual(exporter.calls, ["close"])
        assert.equal(exporter.records[0]?.metric, "run")
        assert.deepEqual(exporter.records.slice(1), records.slice(1))
      }
    }))

  it("changes nothing for the program, the log and the others when it fails", () =>
    withFolder(async (folder) => {
      const { made, make } = keeping()
      const refuses: MakeExporter = () => {
        throw new Error("no such host")
      }
      const exporters = [refuses, broken, make]
      const live = Lapline.layer({ directory: folder, exporters })
      await Effect.runPromise(work.pipe(Effect.provide(live)))
      assert.equal(made[0]?.records.length, readRecords(folder).length)
    }))

  it("is told of once for each way it fails", async () => {
    const warnings: string[] = []
    const tee = makeTee({ exporters: [broken], warn: (message) => void warnings.push(message) })
    assert(tee !== undefined)
    for (let round = 0; round < 3; round++) {
      tee.take(Buffer.from('{"v":1,"name":"a"}\n'))
      await tee.flush(1_000)
    }
    assert.deepEqual(warnings, [
      "broken did not take records: take",
      "broken did not send records: flush"
    ])
  })

  it("is not waited for longer than it is allowed", async () => {
    const stuck: MakeExporter = () => ({
      name: "stuck",
      take: () => undefined,
      flush: () => new Promise(() => undefined),
      close: () => new Promise(() => undefined)
    })
    const tee = makeTee({ exporters: [stuck], warn: assert.fail })
    await tee?.flush(1)
    await tee?.close(1)
  })

  it("misses what finds no room, and that is counted", async () => {
    const { made, make } = keeping()
    const warnings: string[] = []
    const tee = makeTee({ exporters: [make], warn: (message) => void warnings.push(message) })
    assert(tee !== undefined)
    const lines = Buffer.from('{"v":1,"name":"a"}\n'.repeat(5_000))
    for (let round = 0; round < 200; round++) tee.take(lines)
    await tee.close(1_000)
    const taken = made[0]?.records.length ?? 0
    assert.equal(taken + tee.lost(), 200 * 5_000)
    assert(tee.lost() > 0 && taken > 0)
    assert.equal(warnings.length, 1)
  })

  it("that is none costs no copy", () => {
    assert.equal(makeTee({ exporters: [], warn: assert.fail }), undefined)
  })
})
