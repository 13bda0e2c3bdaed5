/** Exporters on a program that runs: what they send is what the log holds, and a receiver that fails does not touch it (W12). */

import assert from "node:assert/strict"
import { createServer } from "node:net"
import { Effect } from "effect"
import { otlp, type OtlpOptions } from "../../../sdk/export/index.ts"
import { Lap, Lapline } from "../../../sdk/index.ts"
import type { LapRecord } from "../../../sdk/record/record.ts"
import { readSpans, withFolder } from "../trace/log.ts"
import { receive } from "./receiver.ts"

const lookUp = Lap.query("orders by number")(function* (order: number) {
  yield* Lap.annotate({ order })
  return order * 2
})

const answer = Lap.turn("returns")(function* (orders: number) {
  let sum = 0
  for (let order = 0; order < orders; order++) sum += yield* lookUp(order)
  return sum
})

/** What the program answers, and the spans of its log. */
const runWith = (options: OtlpOptions, orders: number) =>
  withFolder(async (folder) => {
    const exporters = [otlp({ protocol: "http/json", signals: ["traces"], ...options }, {})]
    const live = Lapline.layer({ directory: folder, exporters, resources: false })
    const sum = await Effect.runPromise(answer(orders).pipe(Effect.provide(live)))
    return { sum, spans: readSpans(folder) }
  })

interface Sent {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}

interface Body {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { spans: Sent[] }[] }[]
}

const known = ({ name, traceId, spanId, parentSpanId, code }: LapRecord) =>
  [name, traceId, spanId, parentSpanId ?? "", code.file, code.line].join(" ")

const knownOfSent = ({ name, traceId, spanId, parentSpanId, attributes }: Sent) => {
  const told = (wanted: string) =>
    Object.values(attributes.find(({ key }) => key === wanted)?.value ?? {})[0]
  const place = [told("code.file.path"), told("code.line.number")]
  return [name, traceId, spanId, parentSpanId ?? "", ...place].join(" ")
}

describe("a program with an exporter", () => {
  it("sends the spans of its log, each once: the same ids, names and lines", async () => {
    await using receiver = await receive()
    const { spans, sum } = await runWith({ endpoint: receiver.url }, 2_000)
    assert.equal(sum, 3_998_000)
    const sent = (receiver.json("/v1/traces") as readonly Body[])
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans }) => spans)
    assert.equal(spans.length, 2_001)
    assert.deepEqual(sent.map(knownOfSent).toSorted(), spans.map(known).toSorted())
  })

  const failing: Readonly<Record<string, (socket: import("node:net").Socket) => void>> = {
    "is down": (socket) => socket.destroy(),
    "resets the connection": (socket) => socket.resetAndDestroy(),
    "answers nothing": () => undefined,
    "answers what is no HTTP": (socket) => socket.end("220 ready\r\n"),
    "asks to come back in an hour": (socket) =>
      socket.end("HTTP/1.1 429 x\r\nretry-after: 3600\r\ncontent-length: 0\r\n\r\n"),
    "finds all of it too large": (socket) =>
      socket.end("HTTP/1.1 413 x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
  }
  for (const [how, behave] of Object.entries(failing)) {
    it(`W12: has the same answer, the same log and one warning when its receiver ${how}`, async () => {
      const sockets = new Set<import("node:net").Socket>()
      const server = createServer((socket) => {
        sockets.add(socket)
        socket.on("error", () => undefined)
        behave(socket)
      })
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve)
      })
      const address = server.address()
      const port = typeof address === "object" ? address?.port : undefined
      const warnings: string[] = []
      const listen = (warning: Error) => {
        if (warning.name === "LaplineWarning") warnings.push(warning.message)
      }
      process.on("warning", listen)
      try {
        const endpoint = `http://127.0.0.1:${port}`
        const { spans, sum } = await runWith({ endpoint, closeMs: 50, maxBatch: 4 }, 10)
        // Warnings are told in the next turn of the loop.
        await new Promise((resolve) => setImmediate(resolve))
        assert.equal(sum, 90)
        assert.equal(spans.length, 11)
        assert(warnings.length >= 1 && warnings.length <= 2, warnings.join("\n"))
        assert.match(warnings.at(-1) ?? "", /^OTLP to \S+: 11 spans not delivered: /)
      } finally {
        process.off("warning", listen)
        for (const socket of sockets) socket.destroy()
        server.close()
      }
    })
  }
})
