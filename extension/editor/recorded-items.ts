/** What the rows of recorded conversations say. */
import * as vscode from "vscode"
import { formatLocation } from "../../sdk/analyze/format.ts"
import { isFailure } from "../../sdk/analyze/failure.ts"
import { formatCount, formatDuration } from "../protocol/figures.ts"
import { turnsWords } from "./count-words.ts"
import { inert } from "./inert-text.ts"
import { metricIcon } from "./metric-words.ts"
import type { MoreNode, RecordedNode, SessionNode, SpanNode, TurnNode } from "./recorded-nodes.ts"
import { siteLabel } from "./site-label.ts"
import { statusWords } from "./status-words.ts"

const { None, Collapsed } = vscode.TreeItemCollapsibleState

export const recordedItem = (node: RecordedNode): vscode.TreeItem => {
  const item = itemOf(node)
  item.id = node.id
  item.contextValue = node.kind
  return item
}

const itemOf = (node: RecordedNode): vscode.TreeItem => {
  switch (node.kind) {
    case "session":
      return sessionItem(node)
    case "turn":
      return turnItem(node)
    case "span":
      return spanItem(node)
    case "more":
      return moreItem(node)
  }
}

const sessionItem = ({ session, folder }: SessionNode): vscode.TreeItem => {
  const { id, runId, turns, failed, totalMs } = session
  const run = folder.report().runs.find((each) => each.runId === runId)
  const unnamed =
    id === "" ? vscode.l10n.t("no session") : vscode.l10n.t("session {0}", inert(id, 12))
  const item = new vscode.TreeItem(inert(run?.conversation ?? unnamed, 60), Collapsed)
  item.description = [
    turnsWords(turns.length),
    ...(failed === 0 ? [] : [vscode.l10n.t("{0} failed", formatCount(failed))]),
    formatDuration(totalMs),
    ...whenOf(session.endMicros)
  ].join(" · ")
  item.tooltip = id === "" ? "" : vscode.l10n.t("session {0}", inert(id))
  item.iconPath = failed > 0 ? failedIcon() : new vscode.ThemeIcon("comment-discussion")
  return item
}

const turnItem = ({ turn, number, folder, trace, span }: TurnNode): vscode.TreeItem => {
  const item = new vscode.TreeItem(vscode.l10n.t("Turn {0}", number), Collapsed)
  const took = turn.durationMs === null ? [] : [formatDuration(turn.durationMs)]
  item.description = [...took, ...whenOf(turn.endMicros)].join(" · ")
  item.tooltip = siteLabel({ name: turn.name, step: "total" })
  item.iconPath = turn.hasFailed ? failedIcon() : metricIcon("turn")
  item.command = goToLine({ folder, trace, span })
  return item
}

const spanItem = ({ node, folder, trace, span }: SpanNode): vscode.TreeItem => {
  const { record, children } = node
  const label = record === undefined ? vscode.l10n.t("Span") : siteLabel(record)
  const item = new vscode.TreeItem(label, children.length === 0 ? None : Collapsed)
  if (record === undefined) return item
  const { durationMs, status, code, error } = record
  item.description = [
    ...(durationMs === null ? [] : [formatDuration(durationMs)]),
    ...(status === "ok" ? [] : [statusWords(status)])
  ].join(" · ")
  item.tooltip = [
    inert(record.name),
    inert(formatLocation(code.file, code.line)),
    ...(error?.message === undefined ? [] : [inert(error.message)])
  ].join("\n")
  item.iconPath = isFailure(record) ? failedIcon() : metricIcon(record.metric)
  item.command = goToLine({ folder, trace, span })
  return item
}

const moreItem = ({ parent, rest }: MoreNode): vscode.TreeItem => {
  const item = new vscode.TreeItem(vscode.l10n.t("{0} more…", formatCount(rest)))
  item.iconPath = new vscode.ThemeIcon("ellipsis")
  item.command = {
    command: "lapline.showMoreRows",
    title: vscode.l10n.t("Show More"),
    arguments: [parent]
  }
  return item
}

const goToLine = (ref: { folder: string; trace: string; span: string | undefined }) => ({
  command: "lapline.openSpan",
  title: vscode.l10n.t("Go to Line"),
  arguments: [ref]
})

const failedIcon = (): vscode.ThemeIcon =>
  new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"))

const whenOf = (endMicros: number | null): readonly string[] =>
  endMicros === null ? [] : [new Date(endMicros / 1000).toLocaleString(vscode.env.language)]
