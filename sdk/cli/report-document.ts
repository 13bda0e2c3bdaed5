/** What the report says to people, before it is text or Markdown: sections of tables and lines. */

import { formatOperation, formatPlural } from "../analyze/format.ts"
import type { Report, Site } from "../analyze/model.ts"
import type { GroupBy } from "../analyze/site.ts"
import {
  duration,
  legend,
  overflowNote,
  quantileFields,
  share,
  tableOf,
  WHERE
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
import { chains, errors, startup, tools, turns } from "./report-turns.ts"
import type { Section } from "./section.ts"

export interface DocumentOptions {
  readonly groupBy: GroupBy
  readonly logs: readonly string[]
  readonly choice?: Choice | undefined
}

const MAX_SITES = 30

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
      ...overflowNote(rows.map(({ name }) => name)),
      ...(isByLine && rows.some(isTraced)
        ? ["`lapline search file=WHERE` lists a line's slowest calls, with their traces"]
        : []),
      ...(more > 0 ? [`${formatPlural(more, `more ${one}`)}: --json lists them all`] : [])
    ]
  }
}

const isTraced = ({ file, line, slowest }: Site): boolean =>
  file !== undefined && line !== undefined && slowest[0]?.traceId !== undefined
