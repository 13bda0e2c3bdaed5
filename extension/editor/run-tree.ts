/** The view of the processes that wrote the logs, newest first. */
import * as vscode from "vscode"
import { formatPlural } from "../../sdk/analyze/format.ts"
import type { Run } from "../../sdk/analyze/model.ts"
import { inert } from "./inert-text.ts"
import type { Laps, LapsFolder } from "./laps.ts"

interface RunNode {
  readonly folder: LapsFolder
  readonly run: Run
}

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
    const now = JSON.stringify(runsOf(laps).map(({ run }) => [run.runId, run.records]))
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
    .flatMap((folder) => folder.report().runs.map((run) => ({ folder, run })))
    .toSorted((a, b) => (b.run.startMicros ?? 0) - (a.run.startMicros ?? 0))
    .slice(0, MOST_RUNS)

const toItem = ({ folder, run }: RunNode): vscode.TreeItem => {
  const name = run.conversation ?? run.serviceName ?? run.runId
  const item = new vscode.TreeItem(inert(name))
  item.id = `${folder.id}\0${run.runId}`
  const facts = [startOf(run), run.start === "cold" ? vscode.l10n.t("cold start") : undefined]
  item.description = facts.filter((fact) => fact !== undefined).join(" · ")
  item.tooltip = tooltipOf(run)
  item.iconPath = new vscode.ThemeIcon("history")
  const path = folder.logOf(run.runId)
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

const startOf = ({ startMicros }: Run): string | undefined =>
  startMicros === null
    ? undefined
    : new Date(startMicros / 1000).toLocaleString(vscode.env.language)

const tooltipOf = (run: Run): string => {
  const commit = run.gitCommit?.slice(0, 12)
  return [
    [run.serviceName, run.serviceVersion].filter((part) => part !== undefined).join(" "),
    [run.language, run.sdkVersion].filter((part) => part !== undefined).join(" "),
    run.pid === undefined ? "" : vscode.l10n.t("process {0}", run.pid),
    commit === undefined ? "" : commitWords(commit, run.gitDirty === true),
    run.root ?? "",
    formatPlural(run.records, "record")
  ]
    .filter((line) => line !== "")
    .map((line) => inert(line))
    .join("\n")
}

const commitWords = (commit: string, isDirty: boolean): string =>
  isDirty ? vscode.l10n.t("commit {0}, with changes", commit) : vscode.l10n.t("commit {0}", commit)
