/** The sections of a report that say under which circumstances its figures came about. */

import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPlural,
  NONE
} from "../analyze/format.ts"
import type { Report, Run } from "../analyze/model.ts"
import { formatTimestamp } from "../record/timestamp.ts"
import { number, tableOf, text } from "./figure-columns.ts"
import type { Section } from "./section.ts"

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

/** Newest value and peak of what the process used. */
export const resourceSection = ({ resources }: Report): Section | undefined => {
  const entries = Object.entries(resources)
  if (entries.length === 0) return undefined
  return {
    title: "Resources",
    table: tableOf(entries, [
      text("what", ([key]) => key),
      number("last", ([key, { last }]) => formatResource(key, last)),
      number("peak", ([key, { max }]) => formatResource(key, max))
    ])
  }
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
  return {
    title: "Runs",
    table: tableOf(runs.slice(0, MAX_RUNS), [
      text("started (UTC)", ({ startMicros }) =>
        startMicros === null ? NONE : (formatInstant(startMicros) ?? NONE)
      ),
      text("service", (run) => [run.serviceName, run.serviceVersion].filter(Boolean).join(" ")),
      text("conversation", ({ conversation }) => conversation ?? NONE, 3),
      text("start", ({ start }) => start ?? NONE, 2),
      text("commit", commitOf, 4),
      number("pid", ({ pid }) => (pid === undefined ? NONE : String(pid)), 1),
      number("lines", ({ records }) => formatCount(records))
    ]),
    notes: [
      ...(runs.length > MAX_RUNS
        ? [`the newest ${MAX_RUNS} of ${formatCount(runs.length)}; --json lists them all`]
        : []),
      ...samplingNotes(runs),
      ...contentNotes(runs)
    ]
  }
}

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
export const lineSection = ({ lines, untimed }: Report): Section | undefined => {
  const { seen, accepted, duplicate, malformed, oversize, unsupportedVersion } = lines
  if (seen === accepted && untimed === 0) return undefined
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
