/** OpenTelemetry's own message types read what OTLP sends, and read the same from protobuf and JSON. */

import assert from "node:assert/strict"
import { createRequire } from "node:module"
import { Effect } from "effect"
import { otlp } from "../../sdk/export/index.ts"
import type { Protocol } from "../../sdk/export/otlp/body.ts"
import { Lap, Lapline } from "../../sdk/index.ts"
import type { LapRecord } from "../../sdk/record/record.ts"
import { receive, type Receiver } from "../sdk/export/receiver.ts"
import { made, run, span } from "../sdk/export/sample.ts"
import { readSpans, withFolder } from "../sdk/trace/log.ts"
import { installPackages } from "./receivers.ts"

/** What is used of a generated message type. */
interface Message {
  readonly decode: (bytes: Uint8Array) => object
  readonly fromObject: (json: object) => object
  readonly verify: (json: object) => string | null
  readonly toObject: (message: object, options: object) => Decoded
}

type Decoded = Readonly<Record<string, readonly Group[]>>

interface Group {
  readonly scopeSpans: readonly { readonly spans: readonly Span[] }[]
}

interface Span {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}

const SIGNALS = ["traces", "metrics", "logs"] as const
const READABLE = { longs: String, bytes: String, defaults: true }

const messageOf = (signal: (typeof SIGNALS)[number]): Message => {
  const require = createRequire(import.meta.url)
  const root = require("@opentelemetry/otlp-transformer/build/src/generated/root")
  const service = root.opentelemetry.proto.collector[signal === "traces" ? "trace" : signal].v1
  const name = { traces: "Trace", metrics: "Metrics", logs: "Logs" }[signal]
  return service[`Export${name}ServiceRequest`]
}

/** OTLP's JSON has ids in hex where protobuf's JSON has bytes in base64. */
const withBytes = (body: Buffer): object =>
  JSON.parse(body.toString("utf8"), (key, value: unknown) =>
    /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(String(value), "hex") : value
  )

const decode = (receiver: Receiver, signal: (typeof SIGNALS)[number], protocol: Protocol) => {
  const message = messageOf(signal)
  return receiver.requests
    .filter(({ path }) => path === `/v1/${signal}`)
    .map(({ body, headers }) => {
      const isJson = protocol === "http/json"
      assert.equal(headers["content-type"], isJson ? "application/json" : "application/x-protobuf")
      if (!isJson) return message.toObject(message.decode(body), READABLE)
      const json = withBytes(body)
      const read = message.fromObject(json)
      assert.equal(message.verify(read), null)
      return message.toObject(read, READABLE)
    })
}

const send = async (protocol: Protocol, records: readonly LapRecord[]): Promise<Receiver> => {
  const receiver = await receive()
  const options = { endpoint: receiver.url, protocol, signals: SIGNALS }
  const { exporter, warnings } = made(otlp(options, {}))
  exporter.take(records)
  await exporter.close()
  assert.deepEqual(warnings, [])
  return receiver
}

const attributes = {
  text: "é🜚",
  yes: true,
  whole: 7,
  negative: -7,
  large: 1e300,
  part: 0.5,
  list: ["a", 1, null, { b: [2.5] }],
  nested: { c: { d: "e" } }
}

/** Times at which metrics were read, which are not those of the other sending. */
const timeless = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, each: unknown) =>
    /^(startTimeUnixNano|timeUnixNano)$/.test(key) ? "0" : each
  )

describe("OTLP, read by OpenTelemetry's own types", function () {
  this.timeout(300_000)

  before(installPackages)

  it("is the same in protobuf and in JSON: traces, metrics and logs", async () => {
    const records = [...run, span({ attributes, metric: "span", extra: { seq: 3 } })]
    await using protobuf = await send("http/protobuf", records)
    await using json = await send("http/json", records)
    for (const signal of SIGNALS) {
      const [one, other] = [
        decode(protobuf, signal, "http/protobuf"),
        decode(json, signal, "http/json")
      ]
      const same = signal === "metrics" ? timeless : (value: unknown) => value
      assert.equal(one.length, 1)
      assert.deepEqual(same(one), same(other))
    }
  })

  for (const protocol of ["http/protobuf", "http/json"] as const) {
    it(`keeps ids, parents and lines of a program's log: ${protocol}`, () =>
      withFolder(async (folder) => {
        await using receiver = await receive()
        const exporters = [otlp({ endpoint: receiver.url, protocol, compression: "gzip" }, {})]
        const inner = Lap.step("inner")(() => Effect.succeed(1))
        const outer = Lap.turn("outer")(() => Effect.repeat(inner(), { times: 99 }))
        const live = Lapline.layer({ directory: folder, exporters })
        await Effect.runPromise(outer().pipe(Effect.provide(live)))
        const spans = decode(receiver, "traces", protocol)
          .flatMap(({ resourceSpans = [] }) => resourceSpans)
          .flatMap(({ scopeSpans }) => scopeSpans)
          .flatMap(({ spans }) => spans)
        const hex = (base64: string) => Buffer.from(base64, "base64").toString("hex")
        const line = (each: Span) =>
          Object.values(each.attributes.find(({ key }) => key === "code.line.number")?.value ?? {})
        assert.equal(spans.length, 101)
        assert.deepEqual(
          spans.map((each) =>
            [hex(each.traceId), hex(each.spanId), hex(each.parentSpanId), each.name].concat(
              line(each)
                .filter((value) => /^\d+$/.test(String(value)) && value !== "0")
                .map(String)
            )
          ),
          readSpans(folder).map(({ traceId, spanId, parentSpanId, name, code }) => [
            traceId,
            spanId,
            parentSpanId ?? "",
            name,
            String(code.line)
          ])
        )
      }))
  }
})
