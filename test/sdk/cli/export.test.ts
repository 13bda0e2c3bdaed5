/** `lapline export`: every format to stdout and to a file, sending, and what goes wrong. */

import * as assert from "node:assert/strict"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { receive } from "../export/receiver.ts"
import { buildCli, type BuiltCli } from "./built-cli.ts"

describe("lapline export", () => {
  let cli: BuiltCli

  before(async () => {
    cli = await buildCli()
  })

  after(() => cli[Symbol.dispose]())

  const exported = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await cli.run(["export", ...args, "two-runs"])
    assert.deepEqual([code, stderr], [0, ""])
    return stdout
  }

  /** Spans of the two runs, as the report counts them. */
  const spanCount = async (): Promise<number> => {
    const { stdout } = await cli.run(["search", "--json", "not metric=run", "two-runs"])
    return stdout.trimEnd().split("\n").length
  }

  it("writes each format to standard output", async () => {
    const spans = await spanCount()
    const csv = await exported("--to", "csv")
    assert.match(csv, /^timestamp,level,component,metric,/)
    const { traceEvents } = JSON.parse(await exported("--to", "perfetto"))
    const slices = traceEvents.filter(({ ph }: { ph: string }) => ph === "X")
    assert.equal(slices.length, spans)
    const otlp = (await exported("--to", "otlp")).trimEnd().split("\n")
    const sent = otlp.flatMap((line) => [...line.matchAll(/"spanId"/g)])
    assert.equal(sent.length, spans)
    const counts = [
      ...(await exported("--to", "prometheus")).matchAll(/duration_seconds_count\{.*\} (\d+)/g)
    ]
    assert.equal(
      counts.reduce((sum, [, count]) => sum + Number(count), 0),
      spans
    )
    const lines = (await exported("--to", "statsd")).trimEnd().split("\n")
    assert.equal(lines.filter((line) => line.endsWith("|c")).length, spans)
    assert.match(await exported("--to", "statsd", "--dogstatsd"), /\|d\|#metric:/)
    assert.match(await exported("--to", "prometheus", "--openmetrics"), /# EOF\n$/)
  })

  it("takes a part by --filter, --last and --signals", async () => {
    const turns = await exported("--to", "csv", "--filter", "metric=turn", "--last", "1")
    const kinds = new Set(
      turns
        .split("\r\n")
        .slice(1, -1)
        .map((row) => String(row.split(",")[3]))
    )
    assert.deepEqual([...kinds].toSorted(), ["resource", "run", "turn"])
    const otlp = await exported("--to", "otlp", "--signals", "metrics,logs")
    assert.deepEqual(
      otlp
        .trimEnd()
        .split("\n")
        .map((line) => Object.keys(JSON.parse(line)).join())
        .toSorted(),
      ["resourceLogs", "resourceLogs", "resourceMetrics"]
    )
  })

  it("writes a file that is there only when it is whole", async () => {
    const file = path.join(cli.reports, "metrics.prom")
    fs.writeFileSync(file, "the one before")
    assert.equal(await exported("--to", "prometheus", "--output", file), "")
    assert.equal(fs.readFileSync(file, "utf8"), await exported("--to", "prometheus"))
    const { code } = await cli.run(["export", "--to", "csv", "--output", file, "not-there"])
    assert.equal(code, 2)
    assert.match(fs.readFileSync(file, "utf8"), /^# HELP/)
    assert.deepEqual(
      fs.readdirSync(cli.reports).filter((name) => name.includes("metrics.prom")),
      ["metrics.prom"]
    )
  })

  it("leaves devices and links what they are", async () => {
    const [target, link] = ["target.csv", "link.csv"].map((name) => path.join(cli.reports, name))
    assert.ok(target !== undefined && link !== undefined)
    fs.symlinkSync(target, link)
    await exported("--to", "csv", "--output", link)
    assert.ok(fs.lstatSync(link).isSymbolicLink())
    assert.match(fs.readFileSync(target, "utf8"), /^timestamp,/)
    await exported("--to", "csv", "--output", "/dev/null")
    assert.ok(fs.statSync("/dev/null").isCharacterDevice())
  })

  it("sends OTLP to an endpoint, as the environment says, and tells how much arrived", async () => {
    const spans = await spanCount()
    await using receiver = await receive()
    const { code, stdout, stderr } = await cli.run(
      ["export", "--to", "otlp", "--endpoint", receiver.url, "two-runs"],
      {
        env: {
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
          OTEL_EXPORTER_OTLP_HEADERS: "api-key=of-the-test"
        }
      }
    )
    const told = `lapline: traces: ${spans} of ${spans} delivered to ${receiver.url}/v1/traces\n`
    assert.deepEqual([code, stdout, stderr], [0, "", told])
    const bodies = receiver.requests.map(({ body }) => body.toString()).join("")
    assert.equal([...bodies.matchAll(/"spanId"/g)].length, spans)
    assert.equal(receiver.requests[0]?.headers["api-key"], "of-the-test")
  })

  it("comes back to a receiver that is busy, and has exit code 2 where one refuses", async () => {
    await using busy = await receive((_, response, count) => {
      response.writeHead(count === 1 ? 503 : 200, { "retry-after": "0" }).end()
    })
    const sent = await cli.run(["export", "--to", "otlp", "--endpoint", busy.url, "two-runs"])
    assert.equal(sent.code, 0, sent.stderr)
    await using closed = await receive((_, response) => response.writeHead(401).end())
    const refused = await cli.run(["export", "--to", "otlp", "--endpoint", closed.url, "two-runs"])
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /traces: 0 of \d+ delivered to \S+: the receiver answered 401\n/)
  })

  it("asks a receiver that refuses everything once, and counts the rest", async () => {
    await using closed = await receive((_, response) => response.writeHead(403).end())
    const line = (at: number) =>
      `{"v":1,"timestamp":"2025-12-14T12:00:00Z","name":"${"x".repeat(900)}","duration_ms":1,"span_id":"${at}","trace_id":"t"}\n`
    const stdin = Array.from({ length: 6_000 }, (_, at) => line(at)).join("")
    const { stderr } = await cli.run(["export", "--to", "otlp", "--endpoint", closed.url, "-"], {
      stdin
    })
    assert.match(stderr, /traces: 0 of 6000 delivered/)
    assert.ok(closed.requests.length < 6, String(closed.requests.length))
  })

  it("sends StatsD by UDP", async () => {
    const server = createSocket("udp4").bind(0, "127.0.0.1")
    try {
      await once(server, "listening")
      const first = once(server, "message")
      const { code, stderr } = await cli.run([
        "export",
        "--to",
        "statsd",
        "--endpoint",
        `127.0.0.1:${server.address().port}`,
        "two-runs"
      ])
      assert.match(stderr, /^lapline: (\d+) of \1 packets sent to 127.0.0.1:\d+\n$/)
      assert.equal(code, 0)
      assert.match(String((await first)[0]), /^lapline\./)
    } finally {
      server.close()
    }
  })

  const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [["--to", "csv", "--endpoint", "http://127.0.0.1:1"], /--to csv is written, not sent/],
    [["--to", "otlp", "--endpoint", "nowhere"], /endpoint is no http or https address/],
    [["--to", "otlp", "--endpoint", "http://a:s3cret@b/"], /holds a password/],
    [["--to", "otlp", "--endpoint", "http://127.0.0.1:1", "--output", "x"], /exclude each other/],
    [
      ["--to", "otlp", "--signals", "traces,spans"],
      /--signals traces,spans: not a list of signals/
    ],
    [["--to", "statsd", "--endpoint", "127.0.0.1"], /not HOST:PORT/],
    [["--to", "csv", "--output", "no/such/folder/x.csv"], /no\/such\/folder\/x.csv: ENOENT/],
    [["--to", "csv", "--last", "0"], /--last 0: the least is 1/],
    [["--to", "excel"], /excel/]
  ]
  for (const [args, says] of wrong) {
    it(`says what is wrong with ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await cli.run(["export", ...args, "two-runs"])
      assert.deepEqual([code, stdout], [2, ""])
      assert.match(stderr, says)
      assert.doesNotMatch(stderr, /s3cret/)
    })
  }
})
