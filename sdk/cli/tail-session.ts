/** What a live view tells of the records it is given: the newest of those that were there, each that comes, a summary. */

import { isFailure } from "../analyze/failure.ts"
import type { Filter } from "../analyze/filter/filter.ts"
import {
  formatCount,
  formatDuration,
  formatLocation,
  formatOperation,
  formatPlural
} from "../analyze/format.ts"
import { createHistogram, record as recordDuration } from "../analyze/histogram.ts"
import { contentOf } from "../analyze/same-record.ts"
import { summarize } from "../analyze/statistics.ts"
import type { LapRecord } from "../record/record.ts"
import { bestRecords } from "./best-records.ts"
import { isSpan } from "./span.ts"

export interface TailSession {
  /** Those of the records that are to be told now; until `begin` they are kept. */
  readonly add: (records: readonly LapRecord[]) => readonly LapRecord[]
  /** Ends the history: its newest, oldest first. */
  readonly begin: () => readonly LapRecord[]
  /** Whether fewer are there than were to be told. */
  readonly lacksHistory: () => boolean
  /** A log was emptied or replaced: what comes again has been told. */
  readonly reset: () => void
  /** One line on all that was told in that time. */
  readonly summary: (elapsedMs: number) => string
}

export interface TailSessionOptions {
  readonly filter: Filter | undefined
  /** How many of the records that are there at the start are told. */
  readonly history: number
}

export const createTailSession = ({ filter, history }: TailSessionOptions): TailSession => {
  const told = createTold()
  const newest = history === 0 ? undefined : bestRecords("newest", history)
  const durations = createHistogram()
  let isLive = false
  let spans = 0
  let failed = 0
  let slowest: LapRecord | undefined

  const count = (record: LapRecord): void => {
    if (!isSpan(record)) return
    spans += 1
    if (isFailure(record)) failed += 1
    if (record.durationMs === null) return
    recordDuration(durations, record.durationMs)
    if (record.durationMs > (slowest?.durationMs ?? -1)) slowest = record
  }

  return {
    reset: told.forget,
    lacksHistory: () => (newest?.all().length ?? 0) < history,
    add: (records) => {
      const chosen = records.filter(
        (record) => (filter === undefined || filter.matches(record)) && told.isNew(record)
      )
      if (isLive) chosen.forEach(count)
      else for (const record of chosen) if (isSpan(record)) newest?.add(record)
      return isLive ? chosen : []
    },
    begin: () => {
      isLive = true
      const chosen = newest?.all().toReversed() ?? []
      chosen.forEach(count)
      return chosen
    },
    summary: (elapsedMs) => {
      const { p50Ms } = summarize(durations, failed)
      return [
        `${formatPlural(spans, "span")} in ${formatDuration(elapsedMs)}`,
        ...(spans === 0 ? [] : [`${formatCount(failed)} failed`]),
        ...(p50Ms === null ? [] : [`p50 ${formatDuration(p50Ms)}`]),
        ...(slowest === undefined ? [] : [`slowest ${describe(slowest)}`])
      ].join(" · ")
    }
  }
}

const describe = ({ name, step, durationMs, code, traceId }: LapRecord): string =>
  [
    `${formatOperation(name, step)} ${formatDuration(durationMs ?? 0)}`,
    ...(code.file === undefined ? [] : [`at ${formatLocation(code.file, code.line)}`]),
    ...(traceId === undefined ? [] : [`(lapline trace ${traceId.slice(0, 12)})`])
  ].join(" ")

interface Told {
  readonly isNew: (record: LapRecord) => boolean
  readonly forget: () => void
}

/** How many of the last records are known again, at most twice as many: some ten megabytes. */
const REMEMBERED = 50_000

/**
 * After a reset whole logs come anew. A record told before it is known again; one that comes twice without a reset is
 * two, for readers take duplicates away themselves.
 */
const createTold = (): Told => {
  let reading = 0
  let older = new Map<string, number>()
  let newer = new Map<string, number>()
  return {
    isNew: (record) => {
      const key = keyOf(record)
      const toldIn = newer.get(key) ?? older.get(key)
      newer.set(key, reading)
      if (newer.size >= REMEMBERED) {
        older = newer
        newer = new Map()
      }
      return toldIn === undefined || toldIn === reading
    },
    forget: () => {
      reading += 1
    }
  }
}

/** A line without an id is known by what it says. */
const keyOf = (record: LapRecord): string =>
  record.spanId === undefined
    ? contentOf(record)
    : `${record.traceId ?? ""}/${record.spanId}/${record.endMicros ?? ""}`
