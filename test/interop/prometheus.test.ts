/** Debian's Prometheus scrapes a running program and answers with its counts; promtool reads what is served. */

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { Effect } from "effect"
import { prometheus } from "../../sdk/export/index.ts"
import { Lap, Lapline } from "../../sdk/index.ts"
import { readSpans, withFolder } from "../sdk/trace/log.ts"
import { findPrometheus, freePort, start } from "./receivers.ts"

const TURNS = 7
const DEADLINE_MS = 60_000

const lookUp = Lap.query('odd "name"\\with\nall')(() => Effect.succeed(1))
const answer = Lap.turn("returns")(() => lookUp())

const configuration = (port: number) => `
global: { scrape_interval: 200ms, scrape_timeout: 200ms }
scrape_configs:
  - job_name: lapline
    static_configs: [{ targets: ["127.0.0.1:${port}"] }]
`

interface Answer {
  readonly data: {
    readonly result: readonly { readonly value: readonly [number, string] }[]
    readonly activeTargets: readonly { readonly health: string; readonly lastError: string }[]
  }
}

/** Asks until the answer satisfies; fails with the last one when that takes too long. */
const ask = async (url: string, satisfies: (answer: Answer) => boolean): Promise<Answer> => {
  const endsMs = performance.now() + DEADLINE_MS
  for (;;) {
    const answer = (await (await fetch(url)).json()) as Answer
    if (satisfies(answer)) return answer
    assert(performance.now() < endsMs, `${url}: ${JSON.stringify(answer)}`)
    await wait(100)
  }
}

describe("Prometheus", function () {
  this.timeout(300_000)
  let bin = ""

  before(() => {
    bin = findPrometheus()
  })

  /** A program that has ended its turns and is still there to be scraped. */
  const scraped = (use: (port: number, folder: string) => Promise<void>) =>
    withFolder(async (folder) => {
      const log = path.join(folder, "log")
      let tell: (port: number) => void = () => undefined
      const port = new Promise<number>((resolve) => {
        tell = resolve
      })
      const exporters = [prometheus({ port: 0, onListening: tell }, {})]
      const live = Lapline.layer({ directory: log, exporters, service: { name: "returns" } })
      const program = Effect.gen(function* () {
        for (let turn = 0; turn < TURNS; turn++) yield* answer()
        yield* Effect.promise(async () => use(await port, folder))
      })
      await Effect.runPromise(program.pipe(Effect.provide(live)))
    })

  it("scrapes a running program, and answers with its counts and the trace of a call", () =>
    scraped(async (port, folder) => {
      writeFileSync(path.join(folder, "prometheus.yml"), configuration(port))
      const own = await freePort()
      await using server = await start(
        path.join(bin, "prometheus"),
        [
          `--config.file=${path.join(folder, "prometheus.yml")}`,
          `--storage.tsdb.path=${path.join(folder, "data")}`,
          `--web.listen-address=127.0.0.1:${own}`,
          "--enable-feature=exemplar-storage"
        ],
        /Server is ready to receive web requests/
      )
      const api = `http://127.0.0.1:${own}/api/v1`
      const query = (text: string) => `${api}/query?query=${encodeURIComponent(text)}`
      const counted = query('lapline_operation_duration_seconds_count{lapline_metric="turn"}')
      const is = (count: number) => (answer: Answer) =>
        Number(answer.data.result[0]?.value[1]) === count
      await ask(counted, is(TURNS))
      await ask(
        query('sum(lapline_operation_duration_seconds_count{service_name="returns"})'),
        is(2 * TURNS)
      )
      const median =
        'histogram_quantile(0.5, lapline_operation_duration_seconds_bucket{lapline_metric="turn"})'
      const { data } = await ask(query(median), () => true)
      assert(Number(data.result[0]?.value[1]) > 0)
      const targets = await ask(`${api}/targets`, () => true)
      assert.deepEqual(
        targets.data.activeTargets.map(({ health, lastError }) => [health, lastError]),
        [["up", ""]]
      )
      const range = `start=${Date.now() / 1_000 - 600}&end=${Date.now() / 1_000 + 600}`
      const name = "lapline_operation_duration_seconds_bucket"
      const exemplars = await (await fetch(`${api}/query_exemplars?query=${name}&${range}`)).text()
      const traces = new Set(readSpans(path.join(folder, "log")).map(({ traceId }) => traceId))
      const told = [...exemplars.matchAll(/"trace_id":"(\w+)"/g)].map(([, id]) => id)
      assert(told.length > 0 && told.every((id) => traces.has(id)), exemplars.slice(0, 500))
      assert.doesNotMatch(server.said(), /level=(warn|error)/)
    }))

  it("finds nothing to complain about: promtool check metrics", () =>
    scraped(async (port) => {
      const input = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      const promtool = path.join(bin, "promtool")
      const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], {
        input,
        encoding: "utf8"
      })
      assert.deepEqual([status, stdout, stderr], [0, "", ""])
    }))
})
