/** Serves metrics at /metrics to whoever scrapes this machine: Prometheus' text or OpenMetrics, as the scraper asks. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { isIP } from "node:net"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import type { ServiceMetrics } from "./meter.ts"
import { CONTENT_TYPE, type TextFormat, toPrometheusText } from "./prometheus-text.ts"

export interface PrometheusServer {
  /** Resolves with the port it took; rejects where it cannot be had. */
  readonly listening: Promise<number>
  /** Resolves when the port is free again. */
  readonly close: () => Promise<void>
}

export interface PrometheusServerOptions {
  readonly host: string
  /** 0 takes any. */
  readonly port: number
  readonly read: () => readonly ServiceMetrics[]
}

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000
const MAX_CONNECTIONS = 64

/** Does not keep the process alive. */
export const servePrometheus = (options: PrometheusServerOptions): PrometheusServer => {
  const { host, port, read } = options
  const guardsHost = isLoopback(host)
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => void answer(request, response, guardsHost, read)
  )
  server.maxConnections = MAX_CONNECTIONS
  const listening = new Promise<number>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : port)
    })
  })
  server.unref()
  server.on("connection", (socket) => socket.unref())
  return {
    listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

const gzipped = promisify(gzip)

/** Compressed off the main thread, which belongs to the program. */
const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  guardsHost: boolean,
  read: () => readonly ServiceMetrics[]
): Promise<void> => {
  const refuse = (status: number, text: string) =>
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`)
  // A page that had its own name point here could read what this serves: a browser would send that name.
  if (guardsHost && !isLoopback(hostName(request.headers.host ?? ""))) {
    return void refuse(421, "this serves the machine it runs on")
  }
  if (request.url?.replace(/\?.*$/, "") !== "/metrics") return void refuse(404, "see /metrics")
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD")
    return void refuse(405, "GET or HEAD")
  }
  const format = formatFor(request.headers.accept ?? "")
  const text = Buffer.from(toPrometheusText(read(), format))
  const zips = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))
  const body = zips ? await gzipped(text) : text
  response.writeHead(200, {
    "content-type": CONTENT_TYPE[format],
    "content-length": body.length,
    vary: "accept, accept-encoding",
    ...(zips ? { "content-encoding": "gzip" } : {})
  })
  response.end(request.method === "HEAD" ? undefined : body)
}

/** OpenMetrics for a scraper that names it and prefers nothing else to it. */
export const formatFor = (accept: string): TextFormat => {
  const wishes = accept.split(",").map((wish) => {
    const [type = "", ...parameters] = wish.split(";").map((part) => part.trim().toLowerCase())
    const q = parameters.map((each) => /^q=([\d.]{1,5})$/.exec(each)?.[1]).find(Boolean)
    return { type, weight: q === undefined ? 1 : Number(q) }
  })
  const weightOf = (type: string) =>
    Math.max(0, ...wishes.filter((wish) => wish.type === type).map(({ weight }) => weight))
  const open = weightOf("application/openmetrics-text")
  return open > 0 && open >= weightOf("text/plain") ? "openmetrics" : "prometheus"
}

const hostName = (host: string): string => host.replace(/:\d+$/, "").replaceAll(/^\[|\]$/g, "")

const isLoopback = (host: string): boolean =>
  host.toLowerCase() === "localhost" ||
  host === "::1" ||
  (isIP(host) === 4 && host.startsWith("127."))
