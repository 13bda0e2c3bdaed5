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

export interface Bridge {
  readonly environment: Readonly<Record<string, string>>
  readonly connected: Promise<HostFacts>
  readonly inHost: InHost
  readonly close: () => void
}

type Message =
  | ({ readonly hello: string } & HostFacts)
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }

/** Listens on a free port of 127.0.0.1; only who brings the key is served. */
export const openBridge = async (): Promise<Bridge> => {
  const key = randomUUID()
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const facts = Promise.withResolvers<HostFacts>()
  let host: net.Socket | undefined
  let calls = 0

  const receive = (socket: net.Socket, message: Message) => {
    if ("hello" in message) {
      if (message.hello !== key) return socket.destroy()
      host = socket
      const { version, node, pid } = message
      return facts.resolve({ version, node, pid })
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if ("error" in message) call?.reject(new Error(`in the extension host: ${message.error}`))
    else call?.resolve(message.value)
    return undefined
  }

  const gone = () => {
    for (const call of waiting.values()) call.reject(new Error("the extension host is gone"))
    waiting.clear()
  }

  const server = net.createServer((socket) => {
    // An error is followed by `close`, which answers the waiting calls.
    socket.on("error", () => socket.destroy())
    socket.on("close", () => {
      if (socket === host) gone()
    })
    readline
      .createInterface({ input: socket })
      .on("line", (line) => receive(socket, JSON.parse(line)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0

  const send = async (source: string, args: readonly Json[]): Promise<unknown> => {
    if (host === undefined || host.destroyed) throw new Error("the extension host is gone")
    const id = ++calls
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    host.write(`${JSON.stringify({ id, source, args })}\n`)
    return answer.promise
  }

  return {
    environment: { LAPLINE_BRIDGE_PORT: String(port), LAPLINE_BRIDGE_KEY: key },
    connected: facts.promise,
    // The one place where the type of what came over the wire is taken on trust.
    inHost: (body, ...args) =>
      send(String(body), args) as Promise<Awaited<ReturnType<typeof body>>>,
    close: () => {
      host?.destroy()
      server.close()
    }
  }
}
