/** The sections of a report about what an agent does: its turns, tools, chains of tools, errors and start-up. */

import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPlural,
  formatQuantile,
  NONE
} from "../analyze/format.ts"
import type { Report, StartupRow } from "../analyze/model.ts"
import {
  duration,
  legend,
  number,
  overflowNote,
  quantileFields,
  tableOf,
  text
} from "./figure-columns.ts"
import type { Section } from "./section.ts"

const MAX_CHAINS = 10
const MAX_ROWS = 30

export const turns = ({ turns, conversations, sites }: Report): Section => {
  const { count, errors, p50Ms, p95Ms, p99Ms, maxMs, perSecond, iterationsMean, toolsMean } = turns
  if (count === 0) return { title: "Turns", lines: ["No finished turn here."] }
  const figures = [
    `n ${formatCount(count)}`,
    `p50 ${formatQuantile(p50Ms, count, "p50")}`,
    `p95 ${formatQuantile(p95Ms, count, "p95")}`,
    `p99 ${formatQuantile(p99Ms, count, "p99")}`,
    `max ${maxMs === null ? NONE : formatDuration(maxMs)}`
  ]
  const shape = [
    ...(perSecond === null ? [] : [`${formatNumber(perSecond)} per second while turns run`]),
    ...(iterationsMean === null ? [] : [`${mean(iterationsMean, "iteration")} a turn`]),
    ...(toolsMean === null ? [] : [`${mean(toolsMean, "tool")} a turn`]),
    `${formatCount(errors)} failed`
  ]
  const isTraced = sites.some(
    ({ metric, slowest }) => metric === "turn" && slowest[0]?.traceId !== undefined
  )
  return {
    title: "Turns",
    lines: [figures.join(" · "), shape.join(" · "), ...conversationLine(conversations)],
    notes: isTraced ? ["`lapline trace slowest` shows the longest, span by span"] : []
  }
}

/** `80 conversations · 1.25 turns each · 3.38 tools each, at most 6`. */
const conversationLine = ({
  count,
  turnsMean,
  toolsMean,
  toolsMax
}: Report["conversations"]): readonly string[] => {
  if (count === 0) return []
  const most = toolsMax === null ? "" : `, at most ${formatCount(toolsMax)}`
  return [
    [
      formatPlural(count, "conversation"),
      ...(turnsMean === null ? [] : [`${mean(turnsMean, "turn")} each`]),
      ...(toolsMean === null ? [] : [`${mean(toolsMean, "tool")} each${most}`])
    ].join(" · ")
  ]
}

export const tools = ({ tools }: Report): Section | undefined => {
  if (tools.length === 0) return undefined
  const rows = tools.slice(0, MAX_ROWS)
  return {
    title: "Tools",
    table: tableOf(rows, [
      text("tool", ({ tool }) => tool),
      ...quantileFields(rows),
      duration("total", ({ totalMs }) => totalMs, 6)
    ]),
    notes: [
      ...legend(rows),
      ...overflowNote(rows.map(({ tool }) => tool)),
      ...moreNote(tools.length - rows.length, "tool")
    ]
  }
}

export const startup = ({ startup }: Report): Section | undefined => {
  if (startup.length === 0) return undefined
  const rows = startup.slice(0, MAX_ROWS)
  return {
    title: "Start-up",
    table: tableOf(rows, [
      text("step", ({ step }) => step),
      ...(rows.some(({ start }) => start !== undefined)
        ? [text<StartupRow>("start", ({ start }) => start ?? NONE)]
        : []),
      ...quantileFields(rows),
      duration("total", ({ totalMs }) => totalMs, 6)
    ]),
    notes: [
      ...legend(rows),
      ...overflowNote(rows.map(({ step }) => step)),
      ...moreNote(startup.length - rows.length, "step")
    ]
  }
}

export const chains = ({ chains }: Report): Section | undefined => {
  if (chains.length === 0) return undefined
  const rows = chains.slice(0, MAX_CHAINS)
  return {
    title: "Tool chains",
    table: tableOf(rows, [
      number("turns", ({ count }) => formatCount(count)),
      text("tools in order", ({ tools }) => tools.join(" → ") || "(none)")
    ]),
    notes: [
      ...overflowNote(rows.flatMap(({ tools }) => tools)),
      ...moreNote(chains.length - rows.length, "chain")
    ]
  }
}

const moreNote = (more: number, one: string): readonly string[] =>
  more > 0 ? [`${formatPlural(more, `more ${one}`)}: --json lists them all`] : []

/** `1 tool`, `3.38 tools`. */
const mean = (value: number, one: string): string =>
  `${formatNumber(value)} ${one}${value === 1 ? "" : "s"}`

export const errors = ({ errors }: Report): Section => {
  const found = Object.entries(errors).filter(([, count]) => count > 0)
  if (found.length === 0) return { title: "Errors", lines: ["none"] }
  return {
    title: "Errors, each counted where it began",
    lines: [found.map(([kind, count]) => `${kind} ${formatCount(count)}`).join(" · ")]
  }
}
