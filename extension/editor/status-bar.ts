/** The one item in the status bar: how many lines are measured and what a turn takes. */
import * as vscode from "vscode"
import { formatCount, formatDuration, formatPlural } from "../../sdk/analyze/format.ts"
import type { Laps } from "./laps.ts"
import type { Settings } from "./settings.ts"

export const registerStatusBar = (laps: Laps, settings: Settings): vscode.Disposable => {
  const item = vscode.window.createStatusBarItem("lapline", vscode.StatusBarAlignment.Left, 10)
  item.name = "Lapline"
  item.command = "lapline.showBottlenecks"
  const refresh = () => {
    const { lines, turns, unread } = summaryOf(laps)
    if (lines === 0 || !settings.current().showsStatusBar) {
      item.hide()
      return
    }
    const turn = turns.p50Ms === null ? "" : ` · turn p50 ${formatDuration(turns.p50Ms)}`
    item.text = `$(watch) ${formatPlural(lines, "line")}${turn}`
    item.tooltip = [
      vscode.l10n.t("Lapline: {0} measured lines", formatCount(lines)),
      vscode.l10n.t("{0} turns, {1} failed", formatCount(turns.count), formatCount(turns.errors)),
      ...(unread === 0
        ? []
        : [vscode.l10n.t("{0} lines of the logs could not be read", formatCount(unread))]),
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
