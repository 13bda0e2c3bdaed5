/** What is known of one measured place, and the bounded set of all of them. */

import type { CodeLocation, LapRecord } from "../record/record.ts"
import { emptySum, toMs, type ExactSum } from "./exact-sum.ts"
import { isFailure } from "./failure.ts"
import { buckets, createHistogram, recordAll, totalMs, type Histogram } from "./histogram.ts"
import type { Bucket, Exemplar, Site } from "./model.ts"
import { summarize } from "./statistics.ts"
import { isTurn } from "./turn.ts"

/** What makes a row: the source line, the span name, the metric, or the session (then only turns are measured). */
export type GroupBy = "line" | "name" | "metric" | "session"

/** The figures of a site while lines still arrive. */
export interface SiteTally {
  readonly place: Place
  function: string | undefined
  /** Without the durations that wait; see `durationsOf`. */
  readonly histogram: Histogram
  /** Durations taken many at a time: a histogram is so large that it leaves the processor's cache in between. */
  readonly waiting: Float64Array
  waitingCount: number
  errors: number
  slowest: readonly Exemplar[]
  readonly self: ExactSum
  /** Time inside turns during which the site was running. */
  readonly inTurns: ExactSum
  spansInTurns: number
  /** The last snapshot, until a figure changes; the distribution outlives a change of shares alone. */
  snapshot: { readonly site: Site; readonly turnMs: number } | undefined
  distribution: readonly Bucket[] | undefined
}

export interface Place {
  readonly key: string
  readonly file: string | undefined
  readonly line: number | undefined
  readonly name: string
  readonly metric: string
  readonly step: string
}

export interface SiteSet {
  /** The site a record counts for, made on first sight; undefined when the grouping leaves the record out. */
  readonly of: (record: LapRecord) => SiteTally | undefined
  readonly all: () => Iterable<SiteTally>
}

export const OVERFLOW = "__overflow__"
const EXEMPLARS = 5
const MAX_WAITING = 32
/** Where no line is known the name is all there is: this many times more of them are told apart. */
const UNPLACED = 10

/**
 * At most `maxSites` sites, and `maxNames` names on one line: names made from data (`GET /order/17`) then share one site
 * `__overflow__` on their line, and past the cap on sites every new place shares one without a line. Nothing is left out
 * of the sums.
 */
export const createSiteSet = (
  groupBy: GroupBy,
  { maxSites, maxNames }: { readonly maxSites: number; readonly maxNames: number }
): SiteSet => {
  const sites = new Map<string, SiteTally>()
  const namesAt = new Map<string, number>()
  const make = (place: Place) => {
    const site = createTally(place)
    sites.set(place.key, site)
    return site
  }
  const ofPlace = (place: Place): SiteTally => {
    const known = sites.get(place.key)
    if (known !== undefined) return known
    const line = keyOf({ ...place, name: "" })
    const names = namesAt.get(line) ?? 0
    const limit = place.file === undefined ? maxNames * UNPLACED : maxNames
    if (names >= limit && place.name !== OVERFLOW)
      return ofPlace(placed({ ...place, name: OVERFLOW }))
    if (sites.size >= maxSites) return sites.get(NOWHERE.key) ?? make(NOWHERE)
    namesAt.set(line, names + 1)
    return make(place)
  }
  /** Records of one kind of line share their `code`: what it was placed as last is likely what it is again. */
  const recent = new Map<CodeLocation, Recent>()
  const ofRecord = (record: LapRecord): SiteTally | undefined => {
    const place = placeOf(record, groupBy)
    return place && ofPlace(place)
  }
  return {
    of: (record) => {
      if (groupBy === "session") return ofRecord(record)
      const last = recent.get(record.code)
      if (last !== undefined && isSamePlace(last, record)) return last.site
      const site = ofRecord(record)
      if (recent.size >= MAX_RECENT) recent.clear()
      const { name, metric, step } = record
      if (site !== undefined) recent.set(record.code, { name, metric, step, site })
      return site
    },
    all: () => sites.values()
  }
}

/** Counts one timed operation. */
export const tally = (site: SiteTally, operation: LapRecord, durationMs: number): void => {
  if (site.waitingCount === MAX_WAITING) durationsOf(site)
  site.waiting[site.waitingCount++] = durationMs
  if (isFailure(operation)) site.errors += 1
  const name = operation.code.function
  // The first in the alphabet, so that the answer does not hang on which line came first.
  if (name !== undefined && (site.function === undefined || name < site.function)) {
    site.function = name
  }
  site.slowest = withExemplar(site.slowest, operation, durationMs)
  site.snapshot = undefined
  site.distribution = undefined
}

/** The histogram of all durations counted so far. */
export const durationsOf = (site: SiteTally): Histogram => {
  recordAll(site.histogram, site.waiting, site.waitingCount)
  site.waitingCount = 0
  return site.histogram
}

/** The traces of the slowest examples: first the slowest of every site, then the second of every site, and so on. */
export const slowestOf = function* (sites: Iterable<SiteTally>): Generator<string> {
  const all = [...sites]
  for (let rank = 0; rank < EXEMPLARS; rank++) {
    for (const { slowest } of all) {
      const traceId = slowest[rank]?.traceId
      if (traceId !== undefined) yield traceId
    }
  }
}

/** The site as readers see it, with its share of `turnMs` milliseconds of turns. Unchanged sites stay the same object. */
export const snapshot = (site: SiteTally, turnMs: number): Site => {
  if (site.snapshot?.turnMs === turnMs) return site.snapshot.site
  const { key, file, line, name, metric, step } = site.place
  const histogram = durationsOf(site)
  const { count, errors, p50Ms, p95Ms, p99Ms } = summarize(histogram, site.errors)
  site.distribution ??= buckets(histogram)
  const made: Site = {
    key,
    file,
    line,
    function: site.function,
    name,
    metric,
    step,
    count,
    errors,
    totalMs: totalMs(histogram),
    selfMs: toMs(site.self),
    p50Ms,
    p95Ms,
    p99Ms,
    minMs: histogram.minMs,
    maxMs: histogram.maxMs,
    shareOfTurn:
      site.spansInTurns > 0 && turnMs > 0 ? Math.min(1, toMs(site.inTurns) / turnMs) : null,
    buckets: site.distribution,
    slowest: site.slowest
  }
  site.snapshot = { site: made, turnMs }
  return made
}

const createTally = (place: Place): SiteTally => ({
  place,
  function: undefined,
  histogram: createHistogram(),
  waiting: new Float64Array(MAX_WAITING),
  waitingCount: 0,
  errors: 0,
  slowest: [],
  self: emptySum(),
  inTurns: emptySum(),
  spansInTurns: 0,
  snapshot: undefined,
  distribution: undefined
})

const placeOf = (record: LapRecord, groupBy: GroupBy): Place | undefined => {
  const { name, metric, step, code } = record
  switch (groupBy) {
    case "line":
      return placed({ file: code.file, line: code.line, name, metric, step })
    case "name":
      return placed({ file: undefined, line: undefined, name, metric, step })
    case "metric":
      return placed({ file: undefined, line: undefined, name: metric, metric, step })
    case "session":
      return isTurn(record)
        ? placed({
            file: undefined,
            line: undefined,
            name: record.sessionId ?? "no session",
            metric,
            step
          })
        : undefined
  }
}

interface Recent extends Pick<Place, "name" | "metric" | "step"> {
  readonly site: SiteTally
}

const isSamePlace = (a: Recent, b: LapRecord): boolean =>
  a.name === b.name && a.metric === b.metric && a.step === b.step

const MAX_RECENT = 10_000

/** The key of the site that a record counts for when rows are source lines, overflow apart. */
export const lineKey = ({ code, name, metric, step }: LapRecord): string =>
  keyOf({ file: code.file, line: code.line, name, metric, step })

const placed = (place: Omit<Place, "key">): Place => ({ ...place, key: keyOf(place) })

const keyOf = ({ file, line, name, metric, step }: Omit<Place, "key">): string =>
  `${file ?? ""}\0${line ?? ""}\0${name}\0${metric}\0${step}`

const NOWHERE = placed({
  file: undefined,
  line: undefined,
  name: OVERFLOW,
  metric: OVERFLOW,
  step: "total"
})

const withExemplar = (
  slowest: readonly Exemplar[],
  { traceId, spanId, endMicros, sessionId }: LapRecord,
  durationMs: number
): readonly Exemplar[] => {
  const last = slowest[EXEMPLARS - 1]
  if (last !== undefined && durationMs < last.durationMs) return slowest
  return [...slowest, { traceId, spanId, durationMs, endMicros, sessionId }]
    .sort(compareExemplars)
    .slice(0, EXEMPLARS)
}

const compareExemplars = (a: Exemplar, b: Exemplar): number =>
  b.durationMs - a.durationMs ||
  (a.endMicros ?? Infinity) - (b.endMicros ?? Infinity) ||
  compareText(a.spanId, b.spanId) ||
  compareText(a.traceId, b.traceId) ||
  compareText(a.sessionId, b.sessionId)

const compareText = (a = "", b = ""): number => (a < b ? -1 : a > b ? 1 : 0)
