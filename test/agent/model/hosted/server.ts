/** A local HTTP server in the place of a hosted model: it does what a test tells it, and keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface Asked {
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  readonly body: Readonly<Record<string, unknown>>
}

/** `call` counts the requests from 1 on. */
export type Respond = (response: ServerResponse, asked: Asked, call: number) => void

export interface FakeServer {
  readonly url: URL
  readonly asked: readonly Asked[]
  /** Ends every connection, also one that a response hangs on. */
  readonly close: () => Promise<void>
}

export const startServer = async (respond: Respond): Promise<FakeServer> => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body: Asked["body"] = JSON.parse(Buffer.concat(chunks).toString())
      asked.push({ path: request.url ?? "", headers: request.headers, body })
      respond(response, { path: request.url ?? "", headers: request.headers, body }, asked.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

export const EVENT_STREAM = { "content-type": "text/event-stream; charset=utf-8" }

/** The whole stream at once. */
export const answerWith =
  (stream: string): Respond =>
  (response) => {
    response.writeHead(200, EVENT_STREAM).end(stream)
  }

/** The events as they stand on the wire. */
export const eventsOf = (
  events: ReadonlyArray<{ readonly event?: string; readonly data: unknown }>
): string =>
  events
    .map(({ event, data }) => {
      const text = typeof data === "string" ? data : JSON.stringify(data)
      return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`
    })
    .join("")
