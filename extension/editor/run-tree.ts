/** The view of the processes that wrote the logs, newest first; those left out of the figures stay in it. */
import * as vscode from "vscode"
import { formatDuration, formatPlural } from "../../sdk/analyze/format.ts"
import type { Run } from "../../sdk/analyze/model.ts"
import { createRunSet } from "../../sdk/analyze/run.ts"
import { inert } from "./inert-text.ts"
import type { Laps, LapsFolder } from "./laps.ts"

/** What commands on a row are given. */
export interface RunNode {
  readonly folder: LapsFolder
  readonly run: ShownRun
}

type ShownRun = Omit<Run, "turns"> & Partial<Pick<Run, "turns">> & { readonly isHidden: boolean }

const MOST_RUNS = 500

export const registerRunTree = (laps: Laps): vscode.Disposable => {
  const changed = new vscode.EventEmitter<undefined>()
  const provider: vscode.TreeDataProvider<RunNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? runsOf(laps) : []),
    getTreeItem: toItem
  }
  let shown = ""
  const refresh = () => {
    // Most refreshes only add records to lines that the view does not list.
    const now = JSON.stringify(
      runsOf(laps).map(({ run }) => [run.runId, run.isHidden, run.turns?.count ?? run.records])
    )
    if (now !== shown) changed.fire(undefined)
    shown = now
  }
  return vscode.Disposable.from(
    changed,
    vscode.window.registerTreeDataProvider("lapline.runs", provider),
    laps.onDidChange(refresh)
  )
}

const runsOf = (laps: Laps): RunNode[] =>
  laps
    .folders()
    .flatMap((folder) => {
      const shown = folder.report().runs.map((run) => ({ ...run, isHidden: false }))
      return [...shown, ...hiddenOf(folder)].map((run) => ({ folder, run }))
    })
    .toSorted((a, b) => (b.run.startMicros ?? 0) - (a.run.startMicros ?? 0))
    .slice(0, MOST_RUNS)

/** Read from their headers as any run is; their other lines were not. */
const hiddenOf = (folder: LapsFolder): readonly ShownRun[] => {
  const runs = createRunSet()
  for (const header of folder.hiddenRuns()) runs.addHeader(header)
  return runs.all().map((run) => ({ ...run, isHidden: true }))
}

const toItem = ({ folder, run }: RunNode): vscode.TreeItem => {
  const name = run.conversation ?? run.serviceName ?? run.runId
  const item = new vscode.TreeItem(inert(name))
  item.id = `${folder.id}\0${run.runId}`
  const facts = [
    run.isHidden ? vscode.l10n.t("hidden") : undefined,
    startOf(run),
    run.start === "cold" ? vscode.l10n.t("cold start") : undefined,
    ...turnFacts(run)
  ]
  item.description = facts.filter((fact) => fact !== undefined).join(" · ")
  item.tooltip = tooltipOf(run)
  item.iconPath = iconOf(run)
  item.contextValue = run.isHidden ? "hiddenRun" : "run"
  const [path] = folder.logsOf(run.runId)
  if (path !== undefined) {
    const uri = vscode.Uri.file(path)
    item.command = {
      command: "vscode.open",
      title: vscode.l10n.t("Show the Log"),
      arguments: [uri]
    }
  }
  return item
}

const iconOf = ({ isHidden, turns }: ShownRun): vscode.ThemeIcon => {
  if (isHidden)
    return new vscode.ThemeIcon("eye-closed", new vscode.ThemeColor("disabledForeground"))
  if ((turns?.errors ?? 0) > 0) {
    return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"))
  }
  return new vscode.ThemeIcon("history")
}

const turnFacts = ({ turns }: ShownRun): readonly string[] => {
  if (turns === undefined || turns === null || turns.count === 0) return []
  const p50 = turns.p50Ms === null ? [] : [`p50 ${formatDuration(turns.p50Ms)}`]
  return [formatPlural(turns.count, "turn"), ...p50]
}

const startOf = ({ startMicros }: ShownRun): string | undefined =>
  startMicros === null
    ? undefined
    : new Date(startMicros / 1000).toLocaleString(vscode.env.language)

const tooltipOf = (run: ShownRun): string => {
  const commit = run.gitCommit?.slice(0, 12)
  return [
    [run.serviceName, run.serviceVersion].filter((part) => part !== undefined).join(" "),
    [run.language, run.sdkVersion].filter((part) => part !== undefined).join(" "),
    run.pid === undefined ? "" : vscode.l10n.t("process {0}", run.pid),
    commit === undefined ? "" : commitWords(commit, run.gitDirty === true),
    run.root ?? "",
    run.isHidden ? vscode.l10n.t("left out of all figures") : formatPlural(run.records, "record")
  ]
    .filter((line) => line !== "")
    .map((line) => inert(line))
    .join("\n")
}

const commitWords = (commit: string, isDirty: boolean): string =>
  isDirty ? vscode.l10n.t("commit {0}, with changes", commit) : vscode.l10n.t("commit {0}", commit)
