/** StatsD and DogStatsD: lines, packets, and what arrives by UDP. */

import assert from "node:assert/strict"
import { createSocket } from "node:dgram"
import fc from "fast-check"
import { statsd, type StatsdOptions } from "../../../sdk/export/index.ts"
import { type Dialect, makeStatsdLines } from "../../../sdk/export/statsd/lines.ts"
import { toPackets } from "../../../sdk/export/statsd/packets.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { anyRecord } from "../record/arbitrary.ts"
import { header, made, resourceLine, run, span, tool } from "./sample.ts"

const linesOf = (records: readonly LapRecord[], dialect: Dialect, maxNames?: number) =>
  records.flatMap(makeStatsdLines({ dialect, prefix: "lapline", maxNames }))

/** What `<name>:<value>|<type>[|#tags]` may hold. */
const PLAIN = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*:-?\d+(\.\d+)?\|(ms|c|g)$/
const TAGGED =
  /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*:-?\d+(\.\d+)?\|(d|c|g)(\|#[a-z]+:[^\s|,#]+(,[a-z]+:[^\s|,#]+)*)?$/u

describe("StatsD lines", () => {
  it("are a timer in milliseconds and a counter by status", () => {
    assert.deepEqual(linesOf([header, tool], "statsd"), [
      "lapline.duration.tool_execution.execute_tool_CheckEligibility.total:45.2|ms",
      "lapline.count.tool_execution.execute_tool_CheckEligibility.total.error:1|c"
    ])
  })

  it("are a distribution in seconds with tags in DogStatsD", () => {
    const tags =
      "metric:tool_execution,step:total,name:execute_tool_CheckEligibility,status:error,tool:CheckEligibility," +
      "source:agent/tools/check-eligibility.ts:42,function:checkEligibility"
    assert.deepEqual(linesOf([tool], "dogstatsd"), [
      `lapline.operation.duration:0.0452|d|#${tags}`,
      `lapline.operation.count:1|c|#${tags}`
    ])
  })

  it("are gauges for what the process uses, first to zero for a negative one", () => {
    const negative = { ...resourceLine, attributes: { "process.balance": -3 } }
    assert.deepEqual(linesOf([resourceLine, negative], "statsd"), [
      "lapline.process.memory.rss:1048576|g",
      "lapline.process.event_loop.delay_p99:0.0125|g",
      "lapline.process.balance:0|g",
      "lapline.process.balance:-3|g"
    ])
  })

  it("know so many names and no more", () => {
    const records = Array.from({ length: 50 }, (_, at) => span({ name: `made up ${at}` }))
    for (const dialect of ["statsd", "dogstatsd"] as const) {
      const lines = linesOf(records, dialect, 10)
      const names = new Set(lines.map((line) => /made_up_\d+|__overflow__/.exec(line)?.[0]))
      assert.equal(names.size, 11)
      assert.equal(lines.filter((line) => line.includes("__overflow__")).length, 80)
    }
  })

  it("fit into a packet, however long the texts are", () => {
    for (const letter of ["a", "é", "🜚", " ", "\n"]) {
      const text = letter.repeat(2_000)
      const code = { file: text, line: Number.MAX_SAFE_INTEGER, function: text }
      const long = span({ metric: text, name: text, step: text, toolName: text, code })
      for (const dialect of ["statsd", "dogstatsd"] as const) {
        assert.equal(toPackets(linesOf([long], dialect)).tooLong, 0)
      }
    }
  })

  it("are well-formed whatever the records hold", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        for (const metric of [record.metric, "resource"]) {
          for (const line of linesOf([{ ...record, metric }], "statsd")) assert.match(line, PLAIN)
          for (const line of linesOf([{ ...record, metric }], "dogstatsd"))
            assert.match(line, TAGGED)
        }
      })
    )
  })
})

describe("StatsD packets", () => {
  it("hold every line that fits, in order, and no more bytes than allowed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "é", "🜚"), minLength: 1 })),
        fc.integer({ min: 4, max: 60 }),
        (lines, maxBytes) => {
          const { packets, tooLong } = toPackets(lines, maxBytes)
          const fitting = lines.filter((line) => Buffer.byteLength(line) <= maxBytes)
          assert.deepEqual(
            packets.flatMap((packet) => packet.split("\n")),
            fitting
          )
          assert.equal(tooLong, lines.length - fitting.length)
          for (const packet of packets) assert(Buffer.byteLength(packet) <= maxBytes)
        }
      )
    )
  })
})

describe("the StatsD exporter", () => {
  const sent = async (options: StatsdOptions, records: readonly LapRecord[]) => {
    const server = createSocket("udp4")
    const packets: string[] = []
    const expected = records.flatMap(
      makeStatsdLines({ dialect: options.dialect ?? "statsd", prefix: "lapline" })
    )
    try {
      await new Promise<void>((resolve) => {
        server.bind(0, "127.0.0.1", resolve)
      })
      const all = new Promise<void>((resolve) => {
        server.on("message", (message) => {
          packets.push(message.toString())
          if (packets.join("\n").split("\n").length === expected.length) resolve()
        })
      })
      const { port } = server.address()
      const { exporter, warnings } = made(statsd({ host: "127.0.0.1", port, ...options }))
      exporter.take(records)
      await exporter.close()
      await all
      assert.deepEqual(warnings, [])
      return packets
    } finally {
      server.close()
    }
  }

  for (const dialect of ["statsd", "dogstatsd"] as const) {
    it(`sends each line once, in packets of a bounded size: ${dialect}`, async () => {
      const records = Array.from({ length: 50 }, () => run).flat()
      const packets = await sent({ dialect, maxPacketBytes: 600 }, records)
      assert.deepEqual(
        packets.flatMap((packet) => packet.split("\n")).toSorted(),
        linesOf(records, dialect).toSorted()
      )
      for (const packet of packets) assert(Buffer.byteLength(packet) <= 600)
    })
  }

  it("W12: goes on without a server, and says once that a name is not known", async () => {
    const nobody = made(statsd({ host: "127.0.0.1", port: 9 }))
    nobody.exporter.take(run)
    await nobody.exporter.close()
    const nowhere = made(statsd({ host: "nowhere.invalid" }))
    nowhere.exporter.take(run)
    await nowhere.exporter.flush()
    nowhere.exporter.take(run)
    await nowhere.exporter.close()
    assert(nowhere.warnings.length >= 1 && nowhere.warnings.length <= 2)
    assert.match(nowhere.warnings[0] ?? "", /^StatsD at nowhere.invalid:8125: 1 packets not sent: /)
  })
})
