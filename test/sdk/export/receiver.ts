/** An HTTP server on this machine that keeps what it is sent and answers as a test tells it. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { gunzipSync } from "node:zlib"

export interface Request {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Uncompressed. */
  readonly body: Buffer
}

export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly Request[]
  /** JSON bodies sent to a path, in order. */
  readonly json: (path: string) => readonly unknown[]
}

/** Answers 200 and `{}` unless `reply` answers itself. */
export const receive = async (
  reply: (request: Request, response: ServerResponse, count: number) => void = (_, response) =>
    response.setHeader("content-type", "application/json").end("{}")
): Promise<Receiver> => {
  const requests: Request[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
      const sent = Buffer.concat(chunks)
      const body = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent
      const request = { path: incoming.url ?? "", headers: incoming.headers, body }
      requests.push(request)
      reply(request, response, requests.length)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    json: (path) =>
      requests
        .filter((request) => request.path === path)
        .map(({ body }) => JSON.parse(body.toString("utf8"))),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
