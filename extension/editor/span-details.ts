/** All that a log says of one span, as texts for the details of the trace view. */
import * as vscode from "vscode"
import { formatLocation, NONE } from "../../sdk/analyze/format.ts"
import { printable } from "../../sdk/analyze/printable.ts"
import { selfTimeMs } from "../../sdk/analyze/self-time.ts"
import type { TraceNode } from "../../sdk/analyze/trace-tree.ts"
import type { LapRecord } from "../../sdk/record/record.ts"
import { formatDuration } from "../protocol/figures.ts"
import type { Fact, SpanDetails } from "../protocol/trace-messages.ts"
import { statusWords } from "./status-words.ts"

/** A line of a log holds up to 64 KB; nobody reads all of that in a side bar. */
const MOST_CHARACTERS = 8_000
const MOST_ATTRIBUTES = 200

export const spanDetails = (node: TraceNode, canOpen: boolean): SpanDetails => {
  const { record } = node
  if (record === undefined) {
    const name = vscode.l10n.t("Spans without one common parent")
    return { name, facts: [], error: null, place: null, attributes: [] }
  }
  const { file, line } = record.code
  return {
    name: shown(record.name),
    facts: factsOf(node, record),
    error: errorOf(record),
    place: file === undefined ? null : { text: shown(formatLocation(file, line)), canOpen },
    attributes: Object.entries({ ...record.attributes, ...record.extra })
      .slice(0, MOST_ATTRIBUTES)
      .map(([key, value]) => ({ label: shown(key), value: shown(textOf(value)) }))
  }
}

const factsOf = (node: TraceNode, record: LapRecord): readonly Fact[] => {
  const duration = (ms: number | null) => (ms === null ? NONE : formatDuration(ms))
  const facts: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t("Takes"), duration(record.durationMs)],
    [vscode.l10n.t("Itself"), duration(selfTimeMs(node))],
    [vscode.l10n.t("Status"), statusWords(record.status)],
    [vscode.l10n.t("Metric"), record.metric],
    [vscode.l10n.t("Step"), record.step === "total" ? undefined : record.step],
    [vscode.l10n.t("Tool"), record.toolName],
    [vscode.l10n.t("Ended"), timeOf(record.endMicros)],
    [vscode.l10n.t("Function"), record.code.function],
    [vscode.l10n.t("Session"), record.sessionId],
    [vscode.l10n.t("Order"), record.orderId],
    [vscode.l10n.t("Span"), record.spanId],
    [vscode.l10n.t("Parent"), record.parentSpanId],
    [vscode.l10n.t("Run"), record.runId],
    [
      vscode.l10n.t("Odd"),
      node.marks.length === 0 ? undefined : node.marks.map(markWords).join(", ")
    ]
  ]
  return facts.flatMap(([label, value]) =>
    value === undefined ? [] : [{ label, value: shown(value) }]
  )
}

const markWords = (mark: TraceNode["marks"][number]): string => {
  switch (mark) {
    case "missing parent":
      return vscode.l10n.t("missing parent")
    case "cycle cut":
      return vscode.l10n.t("cycle cut")
    case "duplicate id":
      return vscode.l10n.t("duplicate id")
  }
}

const timeOf = (micros: number | null): string | undefined =>
  micros === null ? undefined : new Date(micros / 1000).toISOString().replace("T", " ")

const errorOf = ({ status, error }: LapRecord): SpanDetails["error"] => {
  if (status === "ok" && error === undefined) return null
  const title = [error?.type ?? statusWords(status), error?.message].filter(
    (part) => part !== undefined
  )
  return { title: shown(title.join(": ")), stack: lines(error?.stack ?? "") }
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value)

const shown = (text: string): string => printable(cut(text))

/** A stack keeps its line breaks. */
const lines = (text: string): string => cut(text).split(/\r?\n/).map(printable).join("\n")

const cut = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
