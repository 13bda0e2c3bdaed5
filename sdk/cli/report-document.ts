/** What the report says to people, before it is text or Markdown: sections of tables and lines. */

import {
  formatCount,
  formatDuration,
  formatLocation,
  formatNumber,
  formatOperation,
  formatPlural,
  formatQuantile,
  NONE
} from "../analyze/format.ts"
import type { Report, Site, StartupRow } from "../analyze/model.ts"
import type { GroupBy } from "../analyze/site.ts"
import {
  duration,
  type Field,
  legend,
  number,
  quantileFields,
  share,
  tableOf,
  text
} from "./figure-columns.ts"
import {
  type Choice,
  choiceSection,
  lineSection,
  logSection,
  resourceSection,
  runSection
} from "./report-circumstances.ts"
import { findingsSection, ledgerSection } from "./report-findings.ts"
import type { Section } from "./section.ts"

export interface DocumentOptions {
  readonly groupBy: GroupBy
  readonly logs: readonly string[]
  readonly choice?: Choice | undefined
}

const MAX_SITES = 30
const MAX_CHAINS = 10

/** Sections in the order of interest; those with nothing to say are left out. */
export const documentOf = (report: Report, options: DocumentOptions): readonly Section[] =>
  [
    choiceSection(options.choice),
    slowest(report, options),
    turns(report),
    ledgerSection(report),
    findingsSection(report),
    tools(report),
    chains(report),
    errors(report),
    startup(report),
    resourceSection(report),
    runSection(report),
    lineSection(report),
    logSection(options.logs)
  ].filter((section) => section !== undefined)

const TITLES: Readonly<Record<GroupBy, readonly [title: string, row: string]>> = {
  line: ["Slow lines, by self time", "line"],
  name: ["Slow operations, by self time", "operation"],
  metric: ["Metrics, by self time", "metric"],
  session: ["Turns by session, by time", "session"]
}

/** A session is its turns: what they did in spans of their own is its time as well. */
const byTotal = (a: Site, b: Site): number => b.totalMs - a.totalMs

const slowest = ({ sites }: Report, { groupBy, choice }: DocumentOptions): Section => {
  const [title, one] = TITLES[groupBy]
  if (sites.length === 0) {
    const none = choice === undefined ? "in this log yet" : "matches the filter"
    return { title, lines: [`No timed operation ${none}.`] }
  }
  const isByLine = groupBy === "line"
  const isBySession = groupBy === "session"
  const rows = (isBySession ? sites.toSorted(byTotal) : sites).slice(0, MAX_SITES)
  const more = sites.length - rows.length
  return {
    title,
    table: tableOf(rows, [
      ...(rows.some(({ file }) => file !== undefined) ? [WHERE] : []),
      {
        title: isByLine ? "what" : one,
        // Sessions differ at their end.
        kind: isBySession ? "path" : "text",
        cell: ({ name, step }) => formatOperation(name, step)
      },
      ...quantileFields(rows),
      isBySession
        ? duration<Site>("total", ({ totalMs }) => totalMs)
        : duration<Site>("self", ({ selfMs }) => selfMs),
      share("of turn", ({ shareOfTurn }) => shareOfTurn)
    ]),
    notes: [
      ...legend(rows),
      ...(more > 0 ? [`${formatPlural(more, `more ${one}`)}: --json lists them all`] : [])
    ]
  }
}

const WHERE: Field<Site> = {
  title: "where",
  kind: "path",
  style: () => "cyan",
  cell: ({ file, line }) => formatLocation(file, line)
}

const turns = ({ turns, conversations, sites }: Report): Section => {
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
    ...(iterationsMean === null ? [] : [`${formatNumber(iterationsMean)} iterations a turn`]),
    ...(toolsMean === null ? [] : [`${formatNumber(toolsMean)} tools a turn`]),
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
      ...(turnsMean === null ? [] : [`${formatNumber(turnsMean)} turns each`]),
      ...(toolsMean === null ? [] : [`${formatNumber(toolsMean)} tools each${most}`])
    ].join(" · ")
  ]
}

const tools = ({ tools }: Report): Section | undefined =>
  tools.length === 0
    ? undefined
    : {
        title: "Tools",
        table: tableOf(tools, [
          text("tool", ({ tool }) => tool),
          ...quantileFields(tools),
          duration("total", ({ totalMs }) => totalMs, 6)
        ]),
        notes: legend(tools)
      }

const startup = ({ startup }: Report): Section | undefined =>
  startup.length === 0
    ? undefined
    : {
        title: "Start-up",
        table: tableOf(startup, [
          text("step", ({ step }) => step),
          ...(startup.some(({ start }) => start !== undefined)
            ? [text<StartupRow>("start", ({ start }) => start ?? NONE)]
            : []),
          ...quantileFields(startup),
          duration("total", ({ totalMs }) => totalMs, 6)
        ]),
        notes: legend(startup)
      }

const chains = ({ chains }: Report): Section | undefined => {
  if (chains.length === 0) return undefined
  const more = chains.length - MAX_CHAINS
  return {
    title: "Tool chains",
    table: tableOf(chains.slice(0, MAX_CHAINS), [
      number("turns", ({ count }) => formatCount(count)),
      text("tools in order", ({ tools }) => tools.join(" → ") || "(none)")
    ]),
    notes: more > 0 ? [`${formatPlural(more, "more chain")}: --json lists them all`] : []
  }
}

const errors = ({ errors }: Report): Section => {
  const found = Object.entries(errors).filter(([, count]) => count > 0)
  if (found.length === 0) return { title: "Errors", lines: ["none"] }
  return {
    title: "Errors, each counted where it began",
    lines: [found.map(([kind, count]) => `${kind} ${formatCount(count)}`).join(" · ")]
  }
}
