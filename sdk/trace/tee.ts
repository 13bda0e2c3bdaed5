/** Hands a copy of every line that goes to the log to exporters, decoded, when the event loop is at leisure. */

import { decodeLine } from "../record/decode.ts"
import type { Exporter, MakeExporter } from "../record/exporter.ts"
import type { LapRecord } from "../record/record.ts"

export interface Tee {
  /** Copies whole lines; what exporters make of them happens later. */
  readonly take: (lines: Uint8Array) => void
  /** Resolves when exporters have delivered or given up what was taken before, or `withinMs` has passed. */
  readonly flush: (withinMs: number) => Promise<void>
  /** The same, for the last time. */
  readonly close: (withinMs: number) => Promise<void>
  /** Whether something was taken since the last flush. */
  readonly isDirty: () => boolean
  /** Lines that no exporter got, for want of room. */
  readonly lost: () => number
}

export interface TeeOptions {
  readonly exporters: readonly MakeExporter[]
  readonly warn: (message: string) => void
}

/** Lines that wait to be decoded; a program that never lets the event loop turn cannot fill the memory. */
const MAX_WAITING_BYTES = 16_777_216

/** Undefined without exporters: nothing is copied then. An exporter that cannot be made is told and left out. */
export const makeTee = ({ exporters: makers, warn }: TeeOptions): Tee | undefined => {
  const told = new Set<string>()
  const once = (name: string, what: string, cause: unknown): void => {
    if (told.has(name + what)) return
    told.add(name + what)
    warn(`${name} ${what}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const exporters = makers.flatMap((make) => {
    try {
      return [make({ warn })]
    } catch (cause) {
      once("An exporter", "could not be made", cause)
      return []
    }
  })
  if (exporters.length === 0) return undefined

  const waiting: Uint8Array[] = []
  let waitingBytes = 0
  let lost = 0
  let isDirty = false
  let immediate: NodeJS.Immediate | undefined

  const give = (lines: Uint8Array): void => {
    const records = decodeLines(lines)
    for (const exporter of exporters) {
      try {
        exporter.take(records)
      } catch (cause) {
        once(exporter.name, "did not take records", cause)
      }
    }
  }

  const giveNext = (): void => {
    const lines = waiting.shift()
    if (lines === undefined) return
    waitingBytes -= lines.length
    give(lines)
  }

  /** One batch a turn of the loop: decoding it takes about a millisecond. */
  const turn = (): void => {
    giveNext()
    immediate = waiting.length === 0 ? undefined : setImmediate(turn)
  }

  const settle = async (end: (exporter: Exporter) => Promise<void>, withinMs: number) => {
    while (waiting.length > 0) giveNext()
    isDirty = false
    const ends = exporters.map(async (exporter) => {
      try {
        await end(exporter)
      } catch (cause) {
        once(exporter.name, "did not send records", cause)
      }
    })
    await within(withinMs, Promise.all(ends))
  }

  return {
    take: (lines) => {
      if (waitingBytes + lines.length > MAX_WAITING_BYTES) {
        lost += countLines(lines)
        once("Exporters", "miss lines", "the event loop does not turn")
        return
      }
      // Not slice: that of a Buffer is no copy.
      waiting.push(new Uint8Array(lines))
      waitingBytes += lines.length
      isDirty = true
      immediate ??= setImmediate(turn)
    },
    flush: (withinMs) => settle((exporter) => exporter.flush(), withinMs),
    close: async (withinMs) => {
      clearImmediate(immediate)
      await settle((exporter) => exporter.close(), withinMs)
    },
    isDirty: () => isDirty,
    lost: () => lost
  }
}

const countLines = (lines: Uint8Array): number =>
  lines.reduce((count, byte) => (byte === NEWLINE ? count + 1 : count), 0)

const NEWLINE = 0x0a

const within = async (limitMs: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}

const decodeLines = (lines: Uint8Array): readonly LapRecord[] =>
  Buffer.from(lines.buffer, lines.byteOffset, lines.length)
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const decoded = line === "" ? undefined : decodeLine(line)
      return decoded?._tag === "Record" ? [decoded.record] : []
    })
