/** No secret comes out of any exporter, wherever in the record it stands and though the log holds it in full. */

import assert from "node:assert/strict"
import { csvHead, csvRow } from "../../../sdk/export/csv.ts"
import { makeMeter } from "../../../sdk/export/metrics/meter.ts"
import { toPrometheusText } from "../../../sdk/export/metrics/prometheus-text.ts"
import { makeEncoder } from "../../../sdk/export/otlp/body.ts"
import { toMetricPoints } from "../../../sdk/export/otlp/metrics-data.ts"
import { toPerfetto } from "../../../sdk/export/perfetto.ts"
import { makeRunResources } from "../../../sdk/export/run-resource.ts"
import { makeStatsdLines } from "../../../sdk/export/statsd/lines.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { header, resourceLine, span } from "./sample.ts"

/** Put together here, so that no scanner takes this file for a leak. */
const CANARIES: Readonly<Record<string, string>> = {
  "an API key": ["sk", "ant", "canary0123456789"].join("-"),
  "a token of GitHub": ["ghp", "canary0123456789abcdefghijklmnopqrst"].join("_"),
  "an access key": ["AKIA", "CANARY0123456789"].join(""),
  "a web token": ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJjYW5hcnkifQ", "c2lnbmF0dXJl"].join("."),
  "a private key": "-----BEGIN PRIVATE KEY-----\ncanaryKeyMaterial\n-----END PRIVATE KEY-----",
  "a header": "Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==",
  "a password in an address": "https://canary:passw0rd@example.com/",
  "an e-mail address": "canary.bird@example.com"
}

/** What must not be found: the part of a canary that is the secret. */
const SECRETS =
  /canary0123456789|CANARY0123456789|eyJzdWIi|canaryKeyMaterial|Y2FuYXJ5|passw0rd|canary\.bird/

const records = (secret: string): readonly LapRecord[] => {
  const text = `before ${secret} after`
  return [
    { ...header, attributes: { ...header.attributes, "service.version": text, [text]: text } },
    span({
      metric: "llm_call",
      step: "total",
      component: text,
      name: text,
      toolName: text,
      sessionId: text,
      orderId: text,
      code: { file: text, line: 1, function: text },
      status: "error",
      error: { type: text, message: text, stack: text },
      attributes: {
        "gen_ai.input.messages": [{ role: "user", parts: [{ content: text }] }],
        "gen_ai.output.messages": text,
        "gen_ai.tool.call.arguments": { note: text },
        "gen_ai.request.model": text,
        "gen_ai.usage.input_tokens": 5,
        [text]: { deep: [{ deeper: text }] }
      },
      extra: { more: text }
    }),
    span({ metric: text, step: text }),
    { ...resourceLine, attributes: { [text]: 1 } }
  ]
}

const outputs: Readonly<Record<string, (records: readonly LapRecord[]) => string>> = {
  CSV: (records) => csvHead() + records.map(csvRow).join(""),
  Perfetto: (records) => [...toPerfetto(records)].join(""),
  StatsD: (records) =>
    records.flatMap(makeStatsdLines({ dialect: "statsd", prefix: "x" })).join("\n"),
  DogStatsD: (records) =>
    records.flatMap(makeStatsdLines({ dialect: "dogstatsd", prefix: "x" })).join("\n"),
  Prometheus: (records) => toPrometheusText(metered(records), "openmetrics"),
  "OTLP in JSON": (records) => otlp(records, "http/json"),
  "OTLP in protobuf": (records) => otlp(records, "http/protobuf")
}

const metered = (records: readonly LapRecord[]) => {
  const meter = makeMeter()
  for (const record of records) meter.record(record)
  return meter.read()
}

const otlp = (records: readonly LapRecord[], protocol: "http/json" | "http/protobuf"): string => {
  const resources = makeRunResources()
  for (const record of records) resources.learn(record)
  const items = records.map((record) => ({ record, resource: resources.of(record) }))
  const encoder = makeEncoder(protocol)
  return Buffer.concat([
    encoder.traces(items),
    encoder.logs(items),
    encoder.metrics(toMetricPoints(metered(records), 1, 2))
  ]).toString("utf8")
}

describe("what leaves the process", () => {
  for (const [exporter, output] of Object.entries(outputs)) {
    for (const [what, canary] of Object.entries(CANARIES)) {
      it(`as ${exporter} holds not ${what}`, () => {
        const text = output(records(canary))
        const found = SECRETS.exec(text)
        const around = text.slice(Math.max(0, (found?.index ?? 0) - 80), (found?.index ?? 0) + 80)
        assert.equal(found, null, around)
        assert(/before.*redacted/s.test(text), "nothing of the text is left")
      })
    }
  }

  it("would be caught: each canary is found in the records themselves", () => {
    for (const canary of Object.values(CANARIES))
      assert.match(JSON.stringify(records(canary)), SECRETS)
  })
})
