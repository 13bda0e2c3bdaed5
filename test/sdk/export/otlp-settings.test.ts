/** Where OTLP goes: options, OpenTelemetry's environment variables, defaults. */

import assert from "node:assert/strict"
import { exportersFromEnvironment } from "../../../sdk/export/environment.ts"
import { retryAfterMs } from "../../../sdk/export/otlp/request.ts"
import { otlpSettings, parseHeaders } from "../../../sdk/export/otlp/settings.ts"
import { made } from "./sample.ts"

describe("the settings of OTLP", () => {
  it("are OpenTelemetry's defaults without any", () => {
    const { signals, ...rest } = otlpSettings({}, {})
    assert.deepEqual(Object.keys(signals), ["traces", "metrics"])
    assert.equal(signals.traces?.url.href, "http://localhost:4318/v1/traces")
    assert.equal(signals.traces.protocol, "http/protobuf")
    assert.equal(signals.traces.compression, "none")
    assert.equal(signals.traces.timeoutMs, 10_000)
    assert.equal(rest.metricIntervalMs, 60_000)
  })

  it("come from the environment, a signal's own variable first", () => {
    const { signals } = otlpSettings(
      {},
      {
        OTEL_LOGS_EXPORTER: "otlp",
        OTEL_METRICS_EXPORTER: "none",
        OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example:4318/base/",
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "https://logs.example/as/it/is",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "http/protobuf",
        OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%20b,x=1",
        OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
        OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "250"
      }
    )
    assert.deepEqual(Object.keys(signals), ["traces", "logs"])
    assert.equal(signals.traces?.url.href, "https://collector.example:4318/base/v1/traces")
    assert.equal(signals.logs?.url.href, "https://logs.example/as/it/is")
    assert.deepEqual(
      [signals.traces.protocol, signals.logs.protocol],
      ["http/json", "http/protobuf"]
    )
    assert.deepEqual(signals.traces.headers, { "api-key": "a b", x: "1" })
    assert.deepEqual([signals.traces.compression, signals.traces.timeoutMs], ["gzip", 250])
    assert.equal(signals.logs.timeoutMs, 10_000)
  })

  it("come from the options before that", () => {
    const { signals } = otlpSettings(
      { endpoint: "http://127.0.0.1:1", headers: { a: "b" }, signals: ["logs"] },
      {
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://127.0.0.1:2/x",
        OTEL_EXPORTER_OTLP_HEADERS: "c=d"
      }
    )
    assert.equal(signals.logs?.url.href, "http://127.0.0.1:1/v1/logs")
    assert.deepEqual(signals.logs.headers, { a: "b" })
  })

  it("leave out what cannot be a header, and numbers that are none", () => {
    assert.deepEqual(parseHeaders("a=1,,b,=c,two words=d,e=%ZZ,f=x=y,g=a%0Ab"), {
      a: "1",
      e: "%ZZ",
      f: "x=y"
    })
    const { signals } = otlpSettings({}, { OTEL_EXPORTER_OTLP_TIMEOUT: "soon" })
    assert.equal(signals.traces?.timeoutMs, 10_000)
  })

  it("name the variable that cannot be used", () => {
    for (const [name, value] of [
      ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
      ["OTEL_EXPORTER_OTLP_ENDPOINT", "not an address"]
    ] as const) {
      assert.throws(
        () => otlpSettings({}, { [name]: value }),
        (error) => error instanceof TypeError && error.message.startsWith(name)
      )
    }
  })

  it("understand both forms of Retry-After", () => {
    const now = Date.UTC(2025, 11, 14, 12)
    assert.equal(retryAfterMs("120", now), 120_000)
    assert.equal(retryAfterMs("Sun, 14 Dec 2025 12:00:30 GMT", now), 30_000)
    assert.equal(retryAfterMs("Sun, 14 Dec 2025 11:00:00 GMT", now), 0)
    assert.equal(retryAfterMs("later", now), undefined)
    assert.equal(retryAfterMs(null, now), undefined)
  })
})

describe("exporters from the environment", () => {
  const names = async (env: Readonly<Record<string, string>>) => {
    const exporters = exportersFromEnvironment(env).map((make) => made(make).exporter)
    await Promise.all(exporters.map((exporter) => exporter.close()))
    return exporters.map(({ name }) => name)
  }

  it("are none unless a destination is given: nothing leaves the machine unasked", async () => {
    assert.deepEqual(await names({}), [])
    assert.deepEqual(await names({ OTEL_TRACES_EXPORTER: "console" }), [])
    assert.deepEqual(await names({ OTEL_EXPORTER_OTLP_HEADERS: "a=b" }), [])
  })

  it("are OTLP where an address or OTEL_TRACES_EXPORTER says so", async () => {
    assert.deepEqual(await names({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" }), [
      "OTLP to http://127.0.0.1:1"
    ])
    assert.deepEqual(await names({ OTEL_TRACES_EXPORTER: "otlp" }), [
      "OTLP to http://localhost:4318"
    ])
  })

  it("are Prometheus where OTEL_METRICS_EXPORTER says so", async () => {
    const port = { OTEL_EXPORTER_PROMETHEUS_PORT: "0" }
    assert.deepEqual(await names({ OTEL_METRICS_EXPORTER: "prometheus", ...port }), [
      "Prometheus at 127.0.0.1:0"
    ])
  })
})
