/** The tests' end of the bridge into the extension host: functions go over as text, values come back as JSON. */
import { randomUUID } from "node:crypto"
import net from "node:net"
import readline from "node:readline"

/** What crosses the bridge, either way. `undefined` arrives as null. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }

/** Runs `body` in the extension host. It closes over nothing: what it needs comes in `args`. */
export type InHost = <const A extends readonly Json[], R>(
  body: (vscode: typeof import("vscode"), ...args: A) => R,
  ...args: A
) => Promise<Awaited<R>>

export interface HostFacts {
  readonly version: string
  readonly node: string
  readonly pid: number
}

/** One extension host at the other end. A window that is loaded anew has another one. */
export interface ExtensionHost {
  readonly facts: HostFacts
  readonly inHost: InHost
}

export interface Bridge {
  readonly environment: Readonly<Record<string, string>>
  /** The next host that connects; each is given out once, in the order in which they came. */
  readonly next: () => Promise<ExtensionHost>
  readonly close: () => void
}

type Message =
  | ({ readonly hello: string } & HostFacts)
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }

/** Listens on a free port of 127.0.0.1; only who brings the key is served. */
export const openBridge = async (): Promise<Bridge> => {
  const key = randomUUID()
  const sockets = new Set<net.Socket>()
  const arrived: ExtensionHost[] = []
  const awaited: PromiseWithResolvers<ExtensionHost>[] = []

  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
    serve(socket, key, (host) => {
      const next = awaited.shift()
      if (next === undefined) arrived.push(host)
      else next.resolve(host)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0

  return {
    environment: { LAPLINE_BRIDGE_PORT: String(port), LAPLINE_BRIDGE_KEY: key },
    next: () => {
      const host = arrived.shift()
      if (host !== undefined) return Promise.resolve(host)
      const next = Promise.withResolvers<ExtensionHost>()
      awaited.push(next)
      return next.promise
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  }
}

/** Sends functions over this socket and takes their answers, once it has said the key. */
const serve = (socket: net.Socket, key: string, onHost: (host: ExtensionHost) => void): void => {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0

  const send = async (source: string, args: readonly Json[]): Promise<unknown> => {
    if (socket.destroyed) throw new Error("the extension host is gone")
    const id = ++calls
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    socket.write(`${JSON.stringify({ id, source, args })}\n`)
    return answer.promise
  }
  // The one place where the type of what came over the wire is taken on trust.
  const inHost: InHost = (body, ...args) =>
    send(String(body), args) as Promise<Awaited<ReturnType<typeof body>>>

  const receive = (message: Message) => {
    if ("hello" in message) {
      if (message.hello !== key) return socket.destroy()
      const { version, node, pid } = message
      return onHost({ facts: { version, node, pid }, inHost })
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if ("error" in message) call?.reject(new Error(`in the extension host: ${message.error}`))
    else call?.resolve(message.value)
    return undefined
  }
  // An error is followed by `close`, which answers the waiting calls.
  socket.on("error", () => socket.destroy())
  socket.on("close", () => {
    for (const call of waiting.values()) call.reject(new Error("the extension host is gone"))
    waiting.clear()
  })
  readline.createInterface({ input: socket }).on("line", (line) => receive(JSON.parse(line)))
}
