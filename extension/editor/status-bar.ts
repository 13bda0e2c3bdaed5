/** The one item in the status bar: how many lines are measured, what a turn takes, and whether prompts are in the logs. */
import * as vscode from "vscode"
import { formatCount, formatDuration } from "../protocol/figures.ts"
import { contentWords } from "./content-words.ts"
import { linesWords } from "./count-words.ts"
import { runsOf } from "./folder-runs.ts"
import type { Laps } from "./laps.ts"
import type { Settings } from "./settings.ts"

export const registerStatusBar = (laps: Laps, settings: Settings): vscode.Disposable => {
  const item = vscode.window.createStatusBarItem("lapline", vscode.StatusBarAlignment.Left, 10)
  item.name = "Lapline"
  item.command = "lapline.showBottlenecks"
  const refresh = () => {
    const { lines, turns, unread } = summaryOf(laps)
    const content = contentWords(laps.folders().flatMap(runsOf))
    if (lines + content.length === 0 || !settings.current().showsStatusBar) {
      item.hide()
      return
    }
    item.text = [
      `$(watch) ${linesWords(lines)}`,
      ...(turns.p50Ms === null ? [] : [vscode.l10n.t("turn p50 {0}", formatDuration(turns.p50Ms))]),
      ...(content.length === 0 ? [] : [`$(eye) ${vscode.l10n.t("prompts recorded")}`])
    ].join(" · ")
    item.tooltip = [
      vscode.l10n.t("Lapline: {0} measured lines", formatCount(lines)),
      vscode.l10n.t("{0} turns, {1} failed", formatCount(turns.count), formatCount(turns.errors)),
      ...(unread === 0
        ? []
        : [vscode.l10n.t("{0} lines of the logs could not be read", formatCount(unread))]),
      ...content,
      vscode.l10n.t("Click to show the bottlenecks.")
    ].join("\n")
    item.show()
  }
  refresh()
  return vscode.Disposable.from(item, laps.onDidChange(refresh), settings.onDidChange(refresh))
}

interface Summary {
  readonly lines: number
  /** Lines of the logs that are no records; the output channel says why. */
  readonly unread: number
  readonly turns: { readonly count: number; readonly errors: number; readonly p50Ms: number | null }
}

/** Of several folders the turns of the one with the most are told: medians cannot be added. */
const summaryOf = (laps: Laps): Summary => {
  const reports = laps.folders().map((folder) => folder.report())
  const lines = reports.map(
    ({ sites }) =>
      new Set(sites.flatMap(({ file, line }) => (file === undefined ? [] : [`${file}:${line}`])))
        .size
  )
  const unread = reports.map(
    ({ lines }) => lines.malformed + lines.oversize + lines.unsupportedVersion
  )
  const busiest = reports.toSorted((a, b) => b.turns.count - a.turns.count)[0]
  return {
    lines: lines.reduce((sum, count) => sum + count, 0),
    unread: unread.reduce((sum, count) => sum + count, 0),
    turns: busiest?.turns ?? { count: 0, errors: 0, p50Ms: null }
  }
}
