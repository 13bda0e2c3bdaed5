/** What a process uses, as real processes write it beside their spans. */

import assert from "node:assert/strict"
import { join } from "node:path"
import { RESOURCE_KEYS } from "../../../sdk/record/keys.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { repositoryRoot } from "../../repository.ts"
import { readRecords, runNode, withFolder } from "./log.ts"

const program = join(repositoryRoot, "test/sdk/trace/programs/resources.ts")

interface Ran {
  readonly records: readonly LapRecord[]
  readonly resources: readonly LapRecord[]
  readonly stderr: string
}

const run = (mode: "turns" | "wait" | "off"): Promise<Ran> =>
  withFolder(async (folder) => {
    const { code, stderr } = await runNode({ args: [program, folder, mode] })
    assert.equal(code, 0, stderr)
    const records = readRecords(folder)
    return { records, resources: records.filter(({ metric }) => metric === "resource"), stderr }
  })

const figure = ({ attributes }: LapRecord, key: string): number => {
  const value = attributes[key]
  assert(typeof value === "number", `${key} is ${String(value)}`)
  return value
}

describe("the resource lines of a run", function () {
  this.timeout(20_000)

  it("come at the end of each turn, once, right after its line, and keep no process alive", async () => {
    const { records } = await run("turns")
    const metrics = records.map(({ metric, step }) => (step === "total" ? metric : step))
    const turn = ["work", "span", "turn", "resource"]
    assert.deepEqual(metrics, ["run", ...turn, ...turn, ...turn])
  })

  it("say what the process uses, in the units of their keys, and which run wrote them", async () => {
    const { records, resources } = await run("turns")
    for (const line of resources) {
      const rss = figure(line, RESOURCE_KEYS.rssBytes)
      const heap = figure(line, RESOURCE_KEYS.heapUsedBytes)
      assert(rss > 10e6 && rss < 10e9 && heap > 1e6 && heap < rss, `${rss} ${heap}`)
      assert(figure(line, RESOURCE_KEYS.cpuUtilization) >= 0)
      assert.equal(line.durationMs, 0)
      assert.equal(line.traceId, undefined)
      assert.equal(line.runId, records[0]?.runId)
      const turn = records[records.indexOf(line) - 1]
      assert((line.endMicros ?? 0) >= (turn?.endMicros ?? Infinity))
    }
  })

  it("tell CPU time since the line before: a core in full use is about 1", async () => {
    const { resources } = await run("turns")
    // Between the first and the second: 60 ms asleep, 120 ms at work.
    const [, busy] = resources
    assert(busy !== undefined)
    const utilization = figure(busy, RESOURCE_KEYS.cpuUtilization)
    assert(utilization > 0.2 && utilization < 4, String(utilization))
  })

  it("tell of a blocked event loop once the second is over", async () => {
    const { resources } = await run("wait")
    const delays = resources.map(({ attributes }) => attributes[RESOURCE_KEYS.eventLoopDelayMs])
    const worst = Math.max(...delays.filter((delay) => typeof delay === "number"))
    assert(worst > 80 && worst < 2_000, String(delays))
    // The three of the turns, and at least one that came by the second.
    assert(resources.length >= 4)
  })

  it("carry the host's gauges while their scope is open, and do without one that throws", async () => {
    const { resources, stderr } = await run("turns")
    assert.deepEqual(
      resources.map(({ attributes }) => attributes["shop.open"]),
      [3, 3, 3]
    )
    assert.deepEqual(
      resources.map(({ attributes }) => attributes["shop.shut"]),
      [undefined, 1, undefined]
    )
    assert.equal(stderr.match(/leaves out a gauge: Error: no such pool/gu)?.length, 1)
  })

  it("are not written when they are switched off", async () => {
    const { records, resources, stderr } = await run("off")
    assert.equal(resources.length, 0)
    const turns = records.filter(({ metric, step }) => metric === "turn" && step === "total")
    assert.equal(turns.length, 3)
    assert.equal(stderr, "")
  })
})
