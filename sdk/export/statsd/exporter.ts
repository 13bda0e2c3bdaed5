/** Sends timers, counters and gauges to a StatsD or DogStatsD server by UDP while the program runs. */

import { createSocket } from "node:dgram"
import { lookup } from "node:dns/promises"
import type { MakeExporter } from "../../record/exporter.ts"
import { type Answer, makeDelivery } from "../delivery.ts"
import { type Dialect, makeStatsdLines } from "./lines.ts"
import { MAX_PACKET_BYTES, toPackets } from "./packets.ts"

export interface StatsdOptions {
  /** 127.0.0.1 unless given; DogStatsD looks into DD_AGENT_HOST before that. */
  readonly host?: string | undefined
  /** 8125 unless given; DogStatsD looks into DD_DOGSTATSD_PORT before that. */
  readonly port?: number | undefined
  readonly dialect?: Dialect | undefined
  /** What every name begins with; `lapline` unless given. */
  readonly prefix?: string | undefined
  /** Bytes; 1,432 unless given. */
  readonly maxPacketBytes?: number | undefined
}

/** Lines wait so long for others that fit into the same packet. */
const INTERVAL_MS = 100
const MAX_QUEUE = 20_000
/** Packets that the system is asked to send at once. */
const MAX_BATCH = 200
const CLOSE_MS = 1_000

/** UDP: nobody says what arrived. What the system refuses to send is counted, and told once. */
export const statsd = (options: StatsdOptions = {}): MakeExporter => {
  const dialect = options.dialect ?? "statsd"
  const { host, port } = addressOf(options, dialect, process.env)
  const maxBytes = options.maxPacketBytes ?? MAX_PACKET_BYTES
  const name = `${dialect === "dogstatsd" ? "DogStatsD" : "StatsD"} at ${host}:${port}`
  return ({ warn }) => {
    const toLines = makeStatsdLines({ dialect, prefix: options.prefix ?? "lapline" })
    const sender = makeSender(host, port)
    let saidTooLong = false
    const delivery = makeDelivery<string>({
      send: sender.send,
      onLoss: (dropped, reason) => warn(`${name}: ${dropped} packets not sent: ${reason}`),
      maxQueue: MAX_QUEUE,
      maxBatch: MAX_BATCH,
      intervalMs: INTERVAL_MS,
      closeMs: CLOSE_MS
    })
    return {
      name,
      take: (records) => {
        const { packets, tooLong } = toPackets(records.flatMap(toLines), maxBytes)
        if (tooLong > 0 && !saidTooLong) warn(`${name}: lines over ${maxBytes} bytes are left out`)
        saidTooLong ||= tooLong > 0
        for (const packet of packets) delivery.push(packet)
      },
      flush: delivery.flush,
      close: async () => {
        await delivery.close()
        sender.close()
      }
    }
  }
}

export interface Sender {
  readonly send: (packets: readonly string[]) => Promise<Answer>
  readonly close: () => void
}

/** One socket, which does not keep the process alive; the name is looked up once. */
export const makeSender = (host: string, port: number): Sender => {
  let opened: Promise<(packet: string) => Promise<void>> | undefined
  let release = (): void => undefined
  const open = async () => {
    const { address, family } = await lookup(host)
    const socket = createSocket(family === 6 ? "udp6" : "udp4").unref()
    // Without a listener an error would end the process; each packet's own callback tells of it.
    socket.on("error", () => undefined)
    release = () => socket.close()
    return (packet: string) =>
      new Promise<void>((resolve, reject) => {
        socket.send(packet, port, address, (error) => {
          if (error === null) resolve()
          else reject(error)
        })
      })
  }
  return {
    send: async (packets) => {
      try {
        opened ??= open()
        const send = await opened
        const sent = await Promise.allSettled(packets.map(send))
        const failed = sent.filter((each) => each.status === "rejected")
        return { _tag: "Accepted", refused: failed.length, reason: String(failed[0]?.reason) }
      } catch (cause) {
        opened = undefined
        return { _tag: "Refused", reason: cause instanceof Error ? cause.message : String(cause) }
      }
    },
    close: () => release()
  }
}

const addressOf = (options: StatsdOptions, dialect: Dialect, env: NodeJS.ProcessEnv) => {
  const own = dialect === "dogstatsd" ? env : {}
  const given = Number(own["DD_DOGSTATSD_PORT"])
  const port = Number.isInteger(given) && given > 0 && given < 65_536 ? given : 8125
  return {
    host: options.host ?? (own["DD_AGENT_HOST"] || "127.0.0.1"),
    port: options.port ?? port
  }
}
