/** The views of traces and figures, joined: trace view and its text, dashboard, log editor. */
import * as vscode from "vscode"
import { registerDashboard } from "./dashboard.ts"
import { createLapSources } from "./lap-sources.ts"
import type { Laps } from "./laps.ts"
import { registerLogEditor } from "./log-editor.ts"
import type { FollowLogs, LogProblem } from "./log-source.ts"
import { registerOpenTrace } from "./open-trace.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"
import { registerTraceDocuments } from "./trace-document.ts"
import { createTraceViews } from "./trace-view.ts"

export interface WebviewPartsOptions {
  /** The extension's own folder. */
  readonly extension: vscode.Uri
  readonly laps: Laps
  readonly placements: Placements
  readonly settings: Settings
  readonly followLogs: FollowLogs
  readonly onProblem: (problem: LogProblem) => void
}

export const registerWebviewParts = (options: WebviewPartsOptions): vscode.Disposable => {
  const { extension, laps, placements } = options
  const sources = createLapSources(laps)
  const traceViews = createTraceViews({ extension, sources, placements })
  const dashboard = { extension, sources, showTrace: traceViews.show }
  return vscode.Disposable.from(
    registerTraceDocuments(sources, placements),
    registerOpenTrace({ laps, placements, traceViews }),
    registerDashboard(dashboard),
    registerLogEditor({ ...options, ...dashboard }),
    traceViews,
    sources
  )
}
