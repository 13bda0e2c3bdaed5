/** The StatsD server of the package `statsd` understands every line that the exporter sends. */

import assert from "node:assert/strict"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { connect } from "node:net"
import path from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { Effect } from "effect"
import { statsd } from "../../sdk/export/index.ts"
import { Lap, Lapline } from "../../sdk/index.ts"
import { readRecords, withFolder } from "../sdk/trace/log.ts"
import { freePort, installPackages, start } from "./receivers.ts"

/** The server calls util.log, which Node had until version 22. */
const UTIL_LOG = [
  "--import",
  'data:text/javascript,import util from "node:util"; util.log = (...words) => console.log(...words)'
]

const QUERIES = 40
const DEADLINE_MS = 20_000

const query = Lap.query("orders: by|number@home")(() => Effect.succeed(1))
const broken = Lap.tool("Broken")(() => Effect.fail("no"))
const program = Effect.andThen(
  Effect.repeat(query(), { times: QUERIES - 1 }),
  Effect.ignore(broken())
)

/** What the server's console says to a word, as JSON. */
const asked = async (port: number, word: string): Promise<Readonly<Record<string, never>>> => {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8")
  let said = ""
  socket.on("data", (text: string) => {
    said += text
    if (said.includes("END")) socket.end()
  })
  socket.write(`${word}\n`)
  await once(socket, "close")
  const json = said.replace(/END[\s\S]*$/, "")
  return JSON.parse(json.replaceAll("'", '"').replaceAll(/([{,]\s*)([A-Za-z_]\w*):/g, '$1"$2":'))
}

describe("StatsD", function () {
  this.timeout(300_000)

  before(installPackages)

  it("counts, times and gauges what a program did, and finds no bad line", () =>
    withFolder(async (folder) => {
      const [port, mgmt_port] = [await freePort(), await freePort()]
      const config = {
        port,
        mgmt_port,
        address: "127.0.0.1",
        backends: [],
        flushInterval: 3_600_000
      }
      const configFile = path.join(folder, "statsd.json")
      writeFileSync(configFile, JSON.stringify({ ...config, mgmt_address: "127.0.0.1" }))
      const main = path.join(import.meta.dirname, "node_modules/statsd/stats.js")
      await using _server = await start(
        process.execPath,
        [...UTIL_LOG, main, configFile],
        /server is up/
      )
      const log = path.join(folder, "log")
      const live = Lapline.layer({
        directory: log,
        exporters: [statsd({ host: "127.0.0.1", port })]
      })
      await Effect.runPromise(program.pipe(Effect.provide(live)))
      const spans = readRecords(log).filter(({ metric }) => metric === "db_query")
      assert.equal(spans.length, QUERIES)
      const name = "db_query.orders_by_number_home.total"
      const endsMs = performance.now() + DEADLINE_MS
      let counters = await asked(mgmt_port, "counters")
      while (counters[`lapline.count.${name}.ok`] !== QUERIES) {
        assert(performance.now() < endsMs, JSON.stringify(counters))
        await wait(50)
        counters = await asked(mgmt_port, "counters")
      }
      assert.equal(counters["lapline.count.tool_execution.execute_tool_Broken.total.error"], 1)
      assert.equal(counters["statsd.bad_lines_seen"], 0)
      const timers = await asked(mgmt_port, "timers")
      const timed = timers[`lapline.duration.${name}`] as unknown as readonly number[]
      const durations = spans.map(({ durationMs }) => Number(durationMs?.toFixed(6)))
      const ascending = (left: number, right: number) => left - right
      assert.deepEqual(timed.toSorted(ascending), durations.toSorted(ascending))
    }))
})
