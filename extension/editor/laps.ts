/**
 * The lap times of the whole window: one source a workspace folder, and one event when any figure
 * changed.
 */
import { dirname, isAbsolute, join } from "node:path"
import * as vscode from "vscode"
import { createFolderLaps, type FolderLaps } from "./folder-laps.ts"
import type { HiddenRuns } from "./hidden-runs.ts"
import { isInside } from "./inside.ts"
import type { FollowLogs, LogProblem } from "./log-source.ts"
import type { Projects } from "./projects.ts"
import type { Settings } from "./settings.ts"
import { createThrottle } from "./throttle.ts"

export interface LapsFolder extends FolderLaps {
  /** Tells folders apart; the folder's URI. */
  readonly id: string
  /** Absolute path that relative log and source paths start from. */
  readonly path: string
}

export interface Laps {
  readonly folders: () => readonly LapsFolder[]
  /** Fires at most as often as the settings allow. */
  readonly onDidChange: vscode.Event<void>
  /** Follows one more log file or folder until the window closes. */
  readonly openLog: (uri: vscode.Uri) => void
  readonly clear: () => void
  readonly dispose: () => void
}

export interface LapsOptions {
  readonly projects: Projects
  readonly settings: Settings
  readonly hiddenRuns: HiddenRuns
  readonly followLogs: FollowLogs
  readonly onProblem: (problem: LogProblem) => void
}

export const createLaps = ({
  projects,
  settings,
  hiddenRuns,
  followLogs,
  onProblem
}: LapsOptions): Laps => {
  const changed = new vscode.EventEmitter<void>()
  const throttle = createThrottle(
    () => changed.fire(),
    () => settings.current().refreshIntervalMs
  )
  const folders = new Map<string, LapsFolder>()
  const opened: vscode.Uri[] = []

  const ensure = (uri: vscode.Uri): LapsFolder => {
    const known = folders.get(uri.toString())
    if (known !== undefined) return known
    const laps = createFolderLaps({ followLogs, onProblem, onChange: throttle.request })
    const folder = { ...laps, id: uri.toString(), path: uri.fsPath }
    folders.set(folder.id, folder)
    return folder
  }
  const sync = () => {
    const roots = workspaceRoots(opened)
    for (const [id, folder] of folders) {
      if (roots.some(({ uri }) => uri.toString() === id)) continue
      folder.dispose()
      folders.delete(id)
    }
    for (const { uri, extra } of roots) {
      const project = projects.of(uri)
      const paths = [...project.logs, ...settings.logsOf(uri)].map((path) =>
        isAbsolute(path) ? path : join(uri.fsPath, path)
      )
      ensure(uri).follow({
        paths: [...new Set([...paths, ...extra])],
        mappings: project.pathMappings,
        // A stranger's project must not choose what is read outside of its folder.
        confinedTo: vscode.workspace.isTrusted ? undefined : uri.fsPath,
        hiddenRuns: hiddenRuns.all()
      })
    }
    throttle.request()
  }
  const subscriptions = [
    changed,
    throttle,
    projects.onDidChange(sync),
    settings.onDidChangeLogs(sync),
    hiddenRuns.onDidChange(sync),
    vscode.workspace.onDidChangeWorkspaceFolders(sync),
    vscode.workspace.onDidGrantWorkspaceTrust(sync)
  ]
  sync()

  return {
    folders: () => [...folders.values()],
    onDidChange: changed.event,
    openLog: (uri) => {
      opened.push(uri)
      sync()
    },
    clear: () => {
      for (const folder of folders.values()) folder.clear(Date.now() * 1000)
    },
    dispose: () => {
      for (const folder of folders.values()) folder.dispose()
      for (const subscription of subscriptions) subscription.dispose()
    }
  }
}

interface Root {
  readonly uri: vscode.Uri
  /** Logs that the user opened by hand and that belong here. */
  readonly extra: readonly string[]
}

/**
 * The workspace folders that lie on a disk; a log opened in an empty window makes its own folder
 * the root.
 */
const workspaceRoots = (opened: readonly vscode.Uri[]): readonly Root[] => {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === "file"
  )
  const owner = (log: vscode.Uri) =>
    folders.find(({ uri }) => isInside(log.fsPath, uri.fsPath)) ?? folders[0]
  const roots = folders.map((folder) => ({
    uri: folder.uri,
    extra: opened.filter((log) => owner(log) === folder).map(({ fsPath }) => fsPath)
  }))
  if (roots.length > 0) return roots
  return opened.map((log) => ({
    uri: vscode.Uri.file(dirname(log.fsPath)),
    extra: [log.fsPath]
  }))
}
