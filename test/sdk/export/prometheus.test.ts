/** Metrics in Prometheus' text and OpenMetrics: names, buckets, exemplars, bounds; and the endpoint that serves them. */

import assert from "node:assert/strict"
import fc from "fast-check"
import { prometheus } from "../../../sdk/export/index.ts"
import { makeMeter } from "../../../sdk/export/metrics/meter.ts"
import { labelName, prometheusName } from "../../../sdk/export/metrics/prometheus-name.ts"
import { formatFor } from "../../../sdk/export/metrics/prometheus-server.ts"
import { type TextFormat, toPrometheusText } from "../../../sdk/export/metrics/prometheus-text.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { anyRecord } from "../record/arbitrary.ts"
import { header, made, run, span, tool } from "./sample.ts"

const textOf = (records: readonly LapRecord[], format: TextFormat = "prometheus") => {
  const meter = makeMeter({ maxSeries: 20 })
  for (const record of records) meter.record(record)
  return toPrometheusText(meter.read(), format)
}

const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"(?:,|(?=\})))*)\} (\S+)(?: # \{.*\} \S+ \S+)?$/

describe("Prometheus' text", () => {
  it("tells durations in seconds, in cumulative buckets, by the source line", () => {
    const lines = textOf([...run, span({ durationMs: 2_000 }), tool]).split("\n")
    const labels =
      'lapline_metric="tool_execution",lapline_step="total",lapline_name="execute_tool CheckEligibility",lapline_status="error",' +
      'gen_ai_tool_name="CheckEligibility",code_file_path="agent/tools/check-eligibility.ts",code_line_number="42",' +
      'code_function_name="checkEligibility",service_name="returns"'
    const name = "lapline_operation_duration_seconds"
    for (const line of [
      `# TYPE ${name} histogram`,
      `${name}_bucket{${labels},le="0.025"} 0`,
      `${name}_bucket{${labels},le="0.05"} 2`,
      `${name}_bucket{${labels},le="60.0"} 2`,
      `${name}_bucket{${labels},le="+Inf"} 2`,
      `${name}_count{${labels}} 2`,
      `${name}_sum{${labels}} ${45.2 / 1_000 + 45.2 / 1_000}`
    ]) {
      assert(lines.includes(line), line)
    }
  })

  it("tells tokens, cost, figures of the process and what the service is", () => {
    const text = textOf(run)
    for (const line of [
      /^gen_ai_client_token_usage_bucket\{.*gen_ai_token_type="input".*le="256.0"\} 1$/m,
      /^lapline_model_cost_usd_total\{.*gen_ai_request_model="rules-1".*\} 0.002$/m,
      /^process_memory_rss_bytes\{service_name="returns"\} 1048576$/m,
      /^process_event_loop_delay_p99_seconds\{service_name="returns"\} 0.0125$/m,
      /^target_info\{.*service_version="1.2.3".*\} 1$/m
    ]) {
      assert.match(text, line)
    }
    assert.equal(text.includes("ada"), false)
  })

  it("as OpenMetrics names units, counters without their suffix, an end, and the trace of a slow call", () => {
    const text = textOf(run, "openmetrics")
    assert.match(text, /^# UNIT lapline_operation_duration_seconds seconds$/m)
    assert.match(text, /^# TYPE lapline_model_cost_usd counter$/m)
    assert.match(text, /^lapline_model_cost_usd_total\{/m)
    assert.match(
      text,
      /lapline_name="chat rules-1".*le="1.0"\} 1 # \{trace_id="0af7651916cd43dd8448eb211c80319c",span_id="00000000000000b2"\} 0.6 1765713600.700$/m
    )
    assert(text.endsWith("# EOF\n"))
  })

  it("has as many series as it is allowed, and counts the rest under __overflow__", () => {
    const records = Array.from({ length: 1_000 }, (_, at) => span({ name: `made up ${at}` }))
    const text = textOf([header, ...records])
    const counts = [...text.matchAll(/duration_seconds_count\{(.*)\} (\d+)$/gm)]
    assert.equal(counts.length, 21)
    const total = counts.reduce((sum, [, , count]) => sum + Number(count), 0)
    assert.equal(total, 1_000)
    const rest = counts.find(([, labels]) => labels?.includes("__overflow__"))
    assert.equal(rest?.[2], "980")
    assert.match(rest[1] ?? "", /lapline_status="ok"/)
  })

  it("is well-formed whatever the records hold, with every series once", () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord),
        fc.constantFrom("prometheus", "openmetrics"),
        (records, format) => {
          const resources = records.map((record): LapRecord => ({ ...record, metric: "resource" }))
          const headers = records.map((record): LapRecord => ({ ...record, metric: "run" }))
          const text = textOf([...headers, ...records, ...resources], format)
          const seen = new Set<string>()
          const types = new Set<string>()
          for (const line of text.split("\n").slice(0, -1)) {
            if (line === "# EOF") continue
            if (line.startsWith("# TYPE ")) {
              assert(!types.has(line.split(" ")[2] ?? ""), line)
              types.add(line.split(" ")[2] ?? "")
            }
            if (/^# (HELP|TYPE|UNIT) \S/.test(line)) continue
            const [, name, labels] = SAMPLE.exec(line) ?? assert.fail(line)
            assert(!seen.has(`${name}{${labels}`), line)
            seen.add(`${name}{${labels}`)
          }
        }
      )
    )
  })

  it("names things by OpenTelemetry's rules", () => {
    const named = (name: string, unit: string, _tag: "Counter" | "Gauge") =>
      prometheusName({ _tag, name, unit, description: "", points: [] })
    assert.equal(named("process.memory.rss", "By", "Gauge"), "process_memory_rss_bytes")
    assert.equal(named("a.ratio", "1", "Gauge"), "a_ratio")
    assert.equal(named("calls.total", "", "Counter"), "calls_total")
    assert.equal(named("wait", "s", "Counter"), "wait_seconds_total")
    assert.equal(named("9 lives é", "{token}", "Gauge"), "_9_lives")
    assert.equal(named("é", "", "Gauge"), "_")
    assert.equal(labelName("code.file.path"), "code_file_path")
    assert.equal(labelName("__name__"), "_name__")
    assert.equal(labelName("1st"), "_1st")
  })
})

describe("the endpoint for Prometheus", () => {
  const serving = async (use: (url: string) => Promise<void>) => {
    let tell: (port: number) => void = () => undefined
    const port = new Promise<number>((resolve) => {
      tell = resolve
    })
    const { exporter, warnings } = made(prometheus({ port: 0, onListening: tell }, {}))
    exporter.take(run)
    try {
      await use(`http://127.0.0.1:${await port}`)
    } finally {
      await exporter.close()
    }
    assert.deepEqual(warnings, [])
  }

  it("serves what was recorded, in the format that is asked for", () =>
    serving(async (url) => {
      const plain = await fetch(`${url}/metrics`)
      assert.equal(plain.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8")
      assert.match(await plain.text(), /^lapline_operation_duration_seconds_count\{/m)
      const open = await fetch(`${url}/metrics?x=1`, {
        headers: { accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5" }
      })
      assert.match(
        open.headers.get("content-type") ?? "",
        /^application\/openmetrics-text; version=1/
      )
      assert.match(await open.text(), /# EOF\n$/)
    }))

  it("serves nothing else, to nobody's page, and is gone when closed", async () => {
    let kept = ""
    await serving(async (url) => {
      kept = url
      assert.equal((await fetch(`${url}/`)).status, 404)
      assert.equal((await fetch(`${url}/metrics`, { method: "POST" })).status, 405)
      const { request } = await import("node:http")
      const status = await new Promise((resolve, reject) => {
        request(`${url}/metrics`, { headers: { host: "rebound.example" } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on("error", reject)
          .end()
      })
      assert.equal(status, 421)
      assert.equal((await fetch(`${url}/metrics`)).headers.get("access-control-allow-origin"), null)
    })
    await assert.rejects(fetch(`${kept}/metrics`))
  })

  it("says that its port is taken, and the program goes on", () =>
    serving(async (url) => {
      const { exporter, warnings } = made(prometheus({ port: Number(new URL(url).port) }, {}))
      exporter.take(run)
      await exporter.close()
      assert.equal(warnings.length, 1)
      assert.match(
        warnings[0] ?? "",
        /^Prometheus at 127.0.0.1:\d+: nothing is served: .*EADDRINUSE/
      )
    }))

  it("understands what scrapers accept", () => {
    const accepts: Readonly<Record<string, TextFormat>> = {
      "": "prometheus",
      "*/*": "prometheus",
      "text/plain": "prometheus",
      "application/openmetrics-text": "openmetrics",
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1":
        "openmetrics",
      "application/openmetrics-text;q=0.1,text/plain;q=0.9": "prometheus",
      "application/openmetrics-text;q=0": "prometheus"
    }
    for (const [accept, format] of Object.entries(accepts)) assert.equal(formatFor(accept), format)
  })
})
