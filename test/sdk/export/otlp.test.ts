/** OTLP as receivers meet it: what is sent, how, and what becomes of a run whose receiver fails (W12). */

import assert from "node:assert/strict"
import { otlp, type OtlpOptions } from "../../../sdk/export/index.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { receive, type Receiver } from "./receiver.ts"
import { made, run, span, TRACE_ID } from "./sample.ts"

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface Group {
  readonly resource: { readonly attributes: readonly Attribute[] }
}

interface Traces {
  readonly resourceSpans: readonly (Group & {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string
        readonly traceId: string
        readonly spanId: string
        readonly parentSpanId?: string
        readonly kind: number
        readonly startTimeUnixNano: string
        readonly endTimeUnixNano: string
        readonly attributes: readonly Attribute[]
        readonly status: { readonly code: number; readonly message?: string }
        readonly events: readonly { readonly name: string }[]
      }[]
    }[]
  })[]
}

interface Logs {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly traceId: string
        readonly spanId: string
        readonly attributes: readonly Attribute[]
      }[]
    }[]
  }[]
}

const told = (attributes: readonly Attribute[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

const tracesOf = (receiver: Receiver) => receiver.json("/v1/traces") as readonly Traces[]

const spansOf = (receiver: Receiver) =>
  tracesOf(receiver)
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)

const sendTo = async (
  receiver: { readonly url: string },
  records: readonly LapRecord[],
  options: OtlpOptions = {}
): Promise<readonly string[]> => {
  const { exporter, warnings } = made(
    otlp({ endpoint: receiver.url, protocol: "http/json", ...options }, {})
  )
  exporter.take(records)
  await exporter.close()
  return warnings
}

describe("OTLP", () => {
  it("sends spans with the ids, times and source lines of the log", async () => {
    await using receiver = await receive()
    assert.deepEqual(await sendTo(receiver, run), [])
    const [chat, execute, invoke] = spansOf(receiver)
    assert.deepEqual(
      [chat, execute, invoke].map((each) => [
        each?.name,
        each?.traceId,
        each?.spanId,
        each?.parentSpanId,
        each?.kind
      ]),
      [
        ["chat rules-1", TRACE_ID, "00000000000000b2", "00000000000000b1", 3],
        ["execute_tool CheckEligibility", TRACE_ID, "00000000000000b3", "00000000000000b1", 1],
        ["invoke_agent returns", TRACE_ID, "00000000000000b1", undefined, 1]
      ]
    )
    assert.equal(execute?.endTimeUnixNano, "1765713600800123000")
    assert.equal(execute.startTimeUnixNano, "1765713600754923000")
    assert.deepEqual(execute.status, { code: 2, message: "database is locked" })
    assert.deepEqual(
      execute.events.map(({ name }) => name),
      ["exception"]
    )
    const attributes = told(execute.attributes)
    assert.equal(attributes["code.file.path"], "agent/tools/check-eligibility.ts")
    assert.equal(attributes["code.line.number"], 42)
    assert.equal(attributes["code.function.name"], "checkEligibility")
    assert.equal(attributes["lapline.metric"], "tool_execution")
    assert.deepEqual(invoke?.status, { code: 0 })
  })

  it("says whose spans they are, and not whose machine it was", async () => {
    await using receiver = await receive()
    await sendTo(receiver, run)
    const [first] = tracesOf(receiver)
    const resource = told(first?.resourceSpans[0]?.resource.attributes ?? [])
    assert.equal(resource["service.name"], "returns")
    assert.equal(resource["service.version"], "1.2.3")
    assert.equal(resource["process.pid"], 4711)
    assert.equal(JSON.stringify(resource).includes("ada"), false)
  })

  it("sends metrics and, when asked, log records of the same spans", async () => {
    await using receiver = await receive()
    await sendTo(receiver, run, { signals: ["metrics", "logs"] })
    assert.deepEqual(receiver.requests.map(({ path }) => path).toSorted(), [
      "/v1/logs",
      "/v1/metrics"
    ])
    const [logs] = receiver.json("/v1/logs") as readonly Logs[]
    const records = logs?.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? []
    assert.deepEqual(
      records.map(({ traceId, spanId }) => [traceId, spanId]),
      run.filter(({ spanId }) => spanId !== undefined).map((each) => [each.traceId, each.spanId])
    )
    assert.equal(told(records[1]?.attributes ?? [])["code.line.number"], 42)
    const text = receiver.requests.find(({ path }) => path === "/v1/metrics")?.body.toString()
    const names = [...(text ?? "").matchAll(/"name":"([\w.]+)","description"/g)].map(
      ([, name]) => name
    )
    assert.deepEqual(names, [
      "lapline.operation.duration",
      "gen_ai.client.token.usage",
      "lapline.model.cost.usd",
      "process.memory.rss",
      "process.event_loop.delay_p99"
    ])
  })

  it("sends headers, and gzip when told to", async () => {
    await using receiver = await receive()
    const many = Array.from({ length: 50 }, (_, at) => span({ spanId: `${at}`.padStart(16, "a") }))
    await sendTo(receiver, many, {
      headers: { authorization: "Bearer of-the-test" },
      compression: "gzip",
      signals: ["traces"]
    })
    const [request] = receiver.requests
    assert.equal(request?.headers.authorization, "Bearer of-the-test")
    assert.equal(request.headers["content-encoding"], "gzip")
    assert.equal(request.headers["content-type"], "application/json")
    assert.equal(spansOf(receiver).length, 50)
  })

  it("gives ids of another form the width of OpenTelemetry's, the same for parent and child", async () => {
    await using receiver = await receive()
    await sendTo(receiver, [
      span({ traceId: "t", spanId: "child", parentSpanId: "parent" }),
      span({ traceId: "t", spanId: "parent", parentSpanId: undefined }),
      span({ traceId: undefined, spanId: undefined, parentSpanId: undefined })
    ])
    const [child, parent, alone] = spansOf(receiver)
    assert.equal(child?.parentSpanId, parent?.spanId)
    assert.equal(child?.traceId, parent?.traceId)
    for (const each of [child, parent, alone]) {
      assert.match(each?.traceId ?? "", /^[0-9a-f]{32}$/)
      assert.match(each?.spanId ?? "", /^[0-9a-f]{16}$/)
    }
    assert.notEqual(alone?.traceId, parent?.traceId)
  })
})

describe("W12: OTLP, when its receiver", () => {
  const traces: OtlpOptions = { signals: ["traces"] }

  it("is down: gives up at the end of the run, and says once what was lost", async () => {
    const gone = await receive()
    await gone[Symbol.asyncDispose]()
    const warnings = await sendTo(gone, run, traces)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? "", /^OTLP to http:\S+: 3 spans not delivered: ECONNREFUSED$/)
  })

  it("resets the connection: the same", async () => {
    await using receiver = await receive((_, response) => response.destroy())
    const [warning] = await sendTo(receiver, run, traces)
    assert.match(warning ?? "", /3 spans not delivered: (UND_ERR_SOCKET|ECONNRESET)$/)
  })

  it("never answers: the request ends after its time", async () => {
    await using receiver = await receive(() => undefined)
    const [warning] = await sendTo(receiver, run, { ...traces, timeoutMs: 20 })
    assert.match(warning ?? "", /3 spans not delivered: .*timeout/)
  })

  it("never answers: closing ends it after the time for closing", async () => {
    await using receiver = await receive(() => undefined)
    const [warning] = await sendTo(receiver, run, { ...traces, closeMs: 20 })
    assert.match(warning ?? "", /3 spans not delivered/)
  })

  it("answers 429 with Retry-After: comes back then", async () => {
    await using receiver = await receive((_, response, count) => {
      response.writeHead(count === 1 ? 429 : 200, { "retry-after": "0" }).end()
    })
    const { exporter, warnings } = made(
      otlp({ endpoint: receiver.url, protocol: "http/json", ...traces }, {})
    )
    exporter.take(run)
    await exporter.flush()
    await exporter.close()
    assert.deepEqual(warnings, [])
    assert.equal(receiver.requests.length, 2)
    assert.deepEqual(receiver.requests[0]?.body, receiver.requests[1]?.body)
  })

  it("answers 413: sends halves until they are taken", async () => {
    await using receiver = await receive((request, response) => {
      response.writeHead(request.body.length > 3_000 ? 413 : 200).end()
    })
    const spans = Array.from({ length: 20 }, (_, at) => span({ spanId: `${at}`.padStart(16, "a") }))
    assert.deepEqual(await sendTo(receiver, spans, traces), [])
    const taken = receiver.requests
      .filter(({ body }) => body.length <= 3_000)
      .flatMap(({ body }) => [...body.toString().matchAll(/"spanId":"(\w+)"/g)].map(([, id]) => id))
    assert.deepEqual(
      taken,
      spans.map(({ spanId }) => spanId)
    )
  })

  for (const status of [400, 401, 404, 500, 302]) {
    it(`answers ${status}: does not send again, nor elsewhere`, async () => {
      await using elsewhere = await receive()
      await using receiver = await receive((_, response) => {
        response.writeHead(status, { location: elsewhere.url }).end()
      })
      const [warning] = await sendTo(receiver, run, traces)
      assert.match(
        warning ?? "",
        new RegExp(`3 spans not delivered: the receiver answered ${status}$`)
      )
      assert.deepEqual([receiver.requests.length, elsewhere.requests.length], [1, 0])
    })
  }

  it("takes a part: counts the rest, in JSON and protobuf", async () => {
    const answers: Readonly<Record<string, Buffer>> = {
      "application/json": Buffer.from(
        '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}'
      ),
      // partial_success { rejected_spans: 2, error_message: "too old" }
      "application/x-protobuf": Buffer.from("0a0b0802120774 6f6f206f6c64".replace(" ", ""), "hex")
    }
    for (const [type, answer] of Object.entries(answers)) {
      await using receiver = await receive((_, response) =>
        response.setHeader("content-type", type).end(answer)
      )
      const [warning] = await sendTo(receiver, run, traces)
      assert.match(warning ?? "", /2 spans not delivered: the receiver refused them: too old$/)
    }
  })

  it("answers without an end: reads no more than it needs", async () => {
    await using receiver = await receive((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, "x")));
      }
      response.writeHead(200).on("drain", more)
      more()
    })
    assert.deepEqual(await sendTo(receiver, run, traces), [])
  })

  it("cannot be named: no exporter is made, and why is said without the secret", () => {
    assert.throws(
      () => made(otlp({ endpoint: "http://ada:s3cret@127.0.0.1:4318" }, {})),
      (error) => error instanceof TypeError && !error.message.includes("s3cret")
    )
    assert.throws(() => made(otlp({ endpoint: "ftp://127.0.0.1" }, {})), TypeError)
  })
})
