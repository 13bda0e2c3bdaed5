/** What `lapline export` can write or send: each takes records in batches and says at the end what became of them. */

import { csvHead, csvRow } from "../export/csv.ts"
import { makeMeter } from "../export/metrics/meter.ts"
import { type TextFormat, toPrometheusText } from "../export/metrics/prometheus-text.ts"
import { toPerfetto } from "../export/perfetto.ts"
import { makeSender } from "../export/statsd/exporter.ts"
import { type Dialect, makeStatsdLines } from "../export/statsd/lines.ts"
import { toPackets } from "../export/statsd/packets.ts"
import type { LapRecord } from "../record/record.ts"

export interface Target {
  /** Resolves when the next batch may come. */
  readonly take: (records: readonly LapRecord[]) => Promise<void>
  /** What is to be said; `isLoss` where something did not arrive. */
  readonly end: () => Promise<readonly Remark[]>
  /** Takes headers of runs whose lines are to come, and passes nothing on. */
  readonly learn?: (headers: readonly LapRecord[]) => void
  /** Whether something that was taken did not arrive because the receiver was away. */
  readonly isBehind?: (() => boolean) | undefined
  /** Waits for the receiver no longer. */
  readonly giveUp?: (() => Promise<void>) | undefined
}

export interface Remark {
  readonly text: string
  readonly isLoss: boolean
}

export type Write = (text: string) => Promise<void>

export const csvTarget = (write: Write, hasHead = false): Target => {
  let head = hasHead ? "" : csvHead()
  return {
    take: async (records) => {
      await write(head + records.map(csvRow).join(""))
      head = ""
    },
    end: async () => []
  }
}

/** A viewer needs a trace in order, so all of it is held; and it shows no more than this. */
const MAX_SPANS = 500_000

export const perfettoTarget = (write: Write, maxSpans = MAX_SPANS): Target => {
  const held: LapRecord[] = []
  let left = 0
  return {
    take: async (records) => {
      const fitting = records.slice(0, maxSpans - held.length)
      for (const record of fitting) held.push(record)
      left += records.length - fitting.length
    },
    end: async () => {
      for (const piece of toPerfetto(held)) await write(piece)
      const text = `${left} records left out: a trace holds ${maxSpans}; choose with --last or --filter`
      return left === 0 ? [] : [{ text, isLoss: true }]
    }
  }
}

export const prometheusTarget = (write: Write, format: TextFormat): Target => {
  const meter = makeMeter()
  return {
    take: async (records) => {
      for (const record of records) meter.record(record)
    },
    end: async () => {
      await write(toPrometheusText(meter.read(), format))
      return []
    }
  }
}

export interface StatsdTargetOptions {
  readonly dialect: Dialect
  /** Undefined: the lines are written. */
  readonly server: { readonly host: string; readonly port: number } | undefined
}

export const statsdTarget = (write: Write, { dialect, server }: StatsdTargetOptions): Target => {
  const toLines = makeStatsdLines({ dialect, prefix: "lapline" })
  if (server === undefined) {
    return {
      take: (records) =>
        write(
          records
            .flatMap(toLines)
            .map((line) => `${line}\n`)
            .join("")
        ),
      end: async () => []
    }
  }
  const sender = makeSender(server.host, server.port)
  let lost = 0
  let sent = 0
  let why = ""
  return {
    take: async (records) => {
      const { packets } = toPackets(records.flatMap(toLines))
      for (const packet of packets) {
        const answer = await sender.send([packet])
        sent += 1
        if (answer._tag === "Accepted" && answer.refused === 0) continue
        lost += 1
        why = "reason" in answer ? answer.reason : ""
      }
    },
    end: async () => {
      sender.close()
      const text = `${sent - lost} of ${sent} packets sent to ${server.host}:${server.port}`
      return [{ text: lost === 0 ? text : `${text}: ${why}`, isLoss: lost > 0 }]
    }
  }
}
