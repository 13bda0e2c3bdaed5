/** A log opened as a dashboard: a read-only editor beside the text editor, by right click. */
import { dirname } from "node:path"
import * as vscode from "vscode"
import { serveDashboard, type DashboardOptions } from "./dashboard.ts"
import { createFolderLaps } from "./folder-laps.ts"
import { isInside } from "./inside.ts"
import type { LapSource } from "./lap-sources.ts"
import type { FollowLogs, LogProblem } from "./log-source.ts"
import type { Settings } from "./settings.ts"
import { createThrottle } from "./throttle.ts"

export interface LogEditorOptions extends DashboardOptions {
  readonly settings: Settings
  readonly followLogs: FollowLogs
  readonly onProblem: (problem: LogProblem) => void
}

export const LOG_EDITOR = "lapline.log"

/** The log is followed while its editor is open, whether or not its folder's logs are. */
export const registerLogEditor = (options: LogEditorOptions): vscode.Disposable => {
  const provider: vscode.CustomReadonlyEditorProvider<LogDocument> = {
    openCustomDocument: (uri) => openLog(uri, options),
    resolveCustomEditor: ({ source }, panel) => {
      const service = serveDashboard({ ...options, panel, offered: () => [source] })
      panel.onDidDispose(() => service.dispose())
    }
  }
  return vscode.window.registerCustomEditorProvider(LOG_EDITOR, provider)
}

interface LogDocument extends vscode.CustomDocument {
  readonly source: LapSource
}

const openLog = (uri: vscode.Uri, options: LogEditorOptions): LogDocument => {
  if (uri.scheme !== "file") {
    throw new Error(vscode.l10n.t("Lapline reads logs that are files on a disk."))
  }
  const { sources, settings, followLogs, onProblem } = options
  const throttle = createThrottle(sources.changed, () => settings.current().refreshIntervalMs)
  const laps = createFolderLaps({ followLogs, onProblem, onChange: throttle.request })
  const source = { ...laps, id: uri.toString(), path: uri.fsPath }
  const added = sources.add(source)
  source.follow({
    paths: [uri.fsPath],
    mappings: [],
    confinedTo: confinementOf(uri),
    hiddenRuns: new Set()
  })
  return {
    uri,
    source,
    dispose: () => {
      added.dispose()
      laps.dispose()
      throttle.dispose()
    }
  }
}

/** In a stranger's folder a log may be a link: it must not lead out. */
const confinementOf = ({ fsPath }: vscode.Uri): string | undefined => {
  if (vscode.workspace.isTrusted) return undefined
  const folders = vscode.workspace.workspaceFolders ?? []
  return folders.find(({ uri }) => isInside(fsPath, uri.fsPath))?.uri.fsPath ?? dirname(fsPath)
}
