/** The sections of a report that say under which circumstances its figures came about. */

import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPlural,
  formatQuantileCell,
  NONE
} from "../analyze/format.ts"
import type { Report, ResourceSeries, Run } from "../analyze/model.ts"
import { MIN_SAMPLES } from "../analyze/statistics.ts"
import { formatTimestamp } from "../record/timestamp.ts"
import { type Field, number, tableOf, text } from "./figure-columns.ts"
import type { Section } from "./section.ts"
import { sparkline } from "./sparkline.ts"

const MAX_RUNS = 5
const MAX_LOGS = 5

/** `2025-12-14 12:00:00`, UTC. */
export const formatInstant = (micros: number): string | undefined =>
  formatTimestamp(micros)?.slice(0, 19).replace("T", " ")

/** The filter of a report, and how many spans it found. */
export interface Choice {
  readonly text: string
  readonly found: number
  readonly seen: number
}

/** Before anything else: figures of a part must not be taken for those of the whole. */
export const choiceSection = (choice: Choice | undefined): Section | undefined =>
  choice && {
    title: "Filter",
    lines: [
      choice.text,
      `${formatCount(choice.found)} of ${formatPlural(choice.seen, "span")} match`
    ],
    notes: ["turns, chains and errors are those of traces in which one matches"]
  }

/** Newest value and peak of what the processes used, and how it went in the newest of them. */
export const resourceSection = ({
  resources,
  resourcesOverTime,
  runs
}: Report): Section | undefined => {
  const entries = Object.entries(resources)
  if (entries.length === 0) return undefined
  const series = runs
    .flatMap(({ runId }) => resourcesOverTime.find((each) => each.runId === runId) ?? [])
    .find(({ points }) => points.length >= MIN_POINTS)
  return {
    title: "Resources",
    table: tableOf(entries, [
      text("what", ([key]) => key),
      number("last", ([key, { last }]) => formatResource(key, last)),
      number("peak", ([key, { max }]) => formatResource(key, max)),
      ...(series === undefined
        ? []
        : [text<(typeof entries)[number]>("over time", ([key]) => sparkline(series, key), 1)])
    ]),
    notes: series === undefined ? [] : [overTimeNote(series)]
  }
}

/** Fewer tell no course. */
const MIN_POINTS = 3

const overTimeNote = ({ points, widthMs }: ResourceSeries): string => {
  const [from, to] = [points[0]?.atMicros ?? 0, points.at(-1)?.atMicros ?? 0]
  const length = formatDuration((to - from) / 1000 + widthMs)
  return `over time: ${length} of the newest run, from ${formatInstant(from) ?? NONE}; each row from its least to its greatest`
}

/** The unit is in the key's name, as in every key Lapline writes. */
const formatResource = (key: string, value: number): string => {
  if (key.endsWith("_bytes")) return formatBytes(value)
  if (key.endsWith("_ms")) return formatDuration(value)
  return key.endsWith("utilization") ? formatPercent(value) : formatNumber(value)
}

/** The processes that wrote the log, newest first. */
export const runSection = ({ runs }: Report): Section | undefined => {
  if (runs.length === 0) return undefined
  const shown = runs.slice(0, MAX_RUNS)
  return {
    title: "Runs",
    table: tableOf(shown, [
      number("started (UTC)", ({ startMicros }) =>
        startMicros === null ? NONE : (formatInstant(startMicros) ?? NONE)
      ),
      text("service", (run) => [run.serviceName, run.serviceVersion].filter(Boolean).join(" ")),
      text("conversation", ({ conversation }) => conversation ?? NONE, 3),
      text("start", ({ start }) => start ?? NONE, 2),
      text("commit", commitOf, 4),
      number("pid", ({ pid }) => (pid === undefined ? NONE : String(pid)), 7),
      number("lines", ({ records }) => formatCount(records), 6),
      ...(shown.some(({ turns }) => (turns?.count ?? 0) > 0) ? TURN_FIELDS : [])
    ]),
    notes: [
      ...(shown.some(({ turns }) => turns?.p50Ms !== null && turns?.p95Ms === null)
        ? [`n<${MIN_SAMPLES.p95}: too few turns for p95`]
        : []),
      ...(runs.length > MAX_RUNS
        ? [`the newest ${MAX_RUNS} of ${formatCount(runs.length)}; --json lists them all`]
        : []),
      ...samplingNotes(runs),
      ...contentNotes(runs)
    ]
  }
}

/** Of each run's own turns, so that one run can be held against another. */
const TURN_FIELDS: readonly Field<Run>[] = [
  number("turns", ({ turns }) => (turns === null ? NONE : formatCount(turns.count))),
  number("p50", ({ turns }) => quantileOf(turns, "p50")),
  number("p95", ({ turns }) => quantileOf(turns, "p95"), 5)
]

const quantileOf = (turns: Run["turns"], name: "p50" | "p95"): string =>
  turns === null
    ? NONE
    : formatQuantileCell(name === "p50" ? turns.p50Ms : turns.p95Ms, turns.count, name)

/** Figures of a part must not be taken for those of the whole. */
const samplingNotes = (runs: readonly Run[]): readonly string[] => {
  const kinds = new Set(runs.flatMap(({ sampling }) => sampling ?? []))
  return [...kinds].map((sampling) => {
    const count = formatPlural(runs.filter((run) => run.sampling === sampling).length, "run")
    return `${count} sampled (${sampling}): counts are of what was kept`
  })
}

/** A log is passed on more easily than what was said in confidence may be. */
const contentNotes = (runs: readonly Run[]): readonly string[] =>
  Object.entries(CONTENT_WORDS).flatMap(([content, words]) => {
    const count = runs.filter((run) => run.content === content).length
    return count === 0
      ? []
      : [`${formatPlural(count, "run")} recorded prompts and answers, ${words}`]
  })

const CONTENT_WORDS = { redacted: "secrets taken out", raw: "as they were" }

const commitOf = ({ gitCommit, gitDirty }: Run): string =>
  gitCommit === undefined ? NONE : gitCommit.slice(0, 8) + (gitDirty === true ? " and changes" : "")

/** Told only when a line was not taken as it came. */
export const lineSection = ({
  lines,
  untimed,
  lateSpans
}: Pick<Report, "lines" | "untimed" | "lateSpans">): Section | undefined => {
  const { seen, accepted, duplicate, malformed, oversize, unsupportedVersion } = lines
  if (seen === accepted && untimed === 0 && lateSpans === 0) return undefined
  const fates = [
    [seen, "seen"],
    [accepted, "accepted"],
    [duplicate, "duplicate"],
    [malformed, "malformed"],
    [oversize, "oversize"],
    [unsupportedVersion, "of an unsupported version"]
  ] as const
  const told = fates.flatMap(([count, fate]) =>
    count === 0 ? [] : `${formatCount(count)} ${fate}`
  )
  return {
    title: "Lines",
    lines: [
      told.join(" · "),
      ...(untimed === 0 ? [] : [`${formatCount(untimed)} without a usable duration`])
    ],
    notes:
      lateSpans === 0
        ? []
        : [
            `${formatPlural(lateSpans, "span")} came long after the others of their trace: self time, shares, errors and findings are those of its pieces`
          ]
  }
}

/** Where the log lies. */
export const logSection = (logs: readonly string[]): Section => {
  const more = logs.length - MAX_LOGS
  return {
    title: logs.length === 1 ? "Log" : "Logs",
    lines: [
      ...logs.slice(0, MAX_LOGS),
      ...(more > 0 ? [`and ${formatPlural(more, "older one")}`] : [])
    ]
  }
}
