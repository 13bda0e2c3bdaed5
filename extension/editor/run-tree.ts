/** The view of the processes that wrote the logs, newest first; those left out of the figures stay in it. */
import * as vscode from "vscode"
import { formatDuration } from "../protocol/figures.ts"
import { contentWords } from "./content-words.ts"
import { recordsWords, turnsWords } from "./count-words.ts"
import { runsOf, type FolderRun } from "./folder-runs.ts"
import { inert } from "./inert-text.ts"
import type { Laps, LapsFolder } from "./laps.ts"

/** What commands on a row are given. */
export interface RunNode {
  readonly folder: LapsFolder
  readonly run: FolderRun
}

const MOST_RUNS = 500

export const registerRunTree = (laps: Laps): vscode.Disposable => {
  const changed = new vscode.EventEmitter<undefined>()
  const provider: vscode.TreeDataProvider<RunNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? nodesOf(laps) : []),
    getTreeItem: toItem
  }
  let shown = ""
  const refresh = () => {
    // Most refreshes only add records to lines that the view does not list.
    const now = JSON.stringify(
      nodesOf(laps).map(({ run }) => [run.runId, run.isHidden, run.turns?.count ?? run.records])
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

const nodesOf = (laps: Laps): RunNode[] =>
  laps
    .folders()
    .flatMap((folder) => runsOf(folder).map((run) => ({ folder, run })))
    .toSorted((a, b) => (b.run.startMicros ?? 0) - (a.run.startMicros ?? 0))
    .slice(0, MOST_RUNS)

const toItem = ({ folder, run }: RunNode): vscode.TreeItem => {
  const name = run.conversation ?? run.serviceName ?? run.runId
  const item = new vscode.TreeItem(inert(name))
  item.id = `${folder.id}\0${run.runId}`
  const facts = [
    run.isHidden ? vscode.l10n.t("hidden") : undefined,
    startOf(run),
    run.start === "cold" ? vscode.l10n.t("cold start") : undefined,
    run.content === undefined ? undefined : vscode.l10n.t("prompts recorded"),
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

const iconOf = ({ isHidden, turns }: FolderRun): vscode.ThemeIcon => {
  if (isHidden)
    return new vscode.ThemeIcon("eye-closed", new vscode.ThemeColor("disabledForeground"))
  if ((turns?.errors ?? 0) > 0) {
    return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"))
  }
  return new vscode.ThemeIcon("history")
}

const turnFacts = ({ turns }: FolderRun): readonly string[] => {
  if (turns === undefined || turns === null || turns.count === 0) return []
  const p50 = turns.p50Ms === null ? [] : [`p50 ${formatDuration(turns.p50Ms)}`]
  return [turnsWords(turns.count), ...p50]
}

const startOf = ({ startMicros }: FolderRun): string | undefined =>
  startMicros === null
    ? undefined
    : new Date(startMicros / 1000).toLocaleString(vscode.env.language)

const tooltipOf = (run: FolderRun): string => {
  const commit = run.gitCommit?.slice(0, 12)
  return [
    [run.serviceName, run.serviceVersion].filter((part) => part !== undefined).join(" "),
    [run.language, run.sdkVersion].filter((part) => part !== undefined).join(" "),
    run.pid === undefined ? "" : vscode.l10n.t("process {0}", run.pid),
    commit === undefined ? "" : commitWords(commit, run.gitDirty === true),
    run.root ?? "",
    ...contentWords([run]),
    run.isHidden ? vscode.l10n.t("left out of all figures") : recordsWords(run.records)
  ]
    .filter((line) => line !== "")
    .map((line) => inert(line))
    .join("\n")
}

const commitWords = (commit: string, isDirty: boolean): string =>
  isDirty ? vscode.l10n.t("commit {0}, with changes", commit) : vscode.l10n.t("commit {0}", commit)
