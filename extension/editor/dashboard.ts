/** The dashboard: one webview over the logs of a folder, filled anew whenever they grow. */
import { basename } from "node:path"
import * as vscode from "vscode"
import { readFromDashboard, type ToDashboard } from "../protocol/dashboard-messages.ts"
import { dashboardWords } from "../protocol/dashboard-words.ts"
import { dashboardOf } from "./dashboard-data.ts"
import type { LapSource, LapSources } from "./lap-sources.ts"
import { ownerLabel } from "./owner-words.ts"
import type { TraceRef } from "./site-ref.ts"
import { openPage, webviewOptions } from "./webview-page.ts"

export interface DashboardOptions {
  /** The extension's own folder. */
  readonly extension: vscode.Uri
  readonly sources: LapSources
  readonly showTrace: (ref: TraceRef) => void
}

const VIEW = "lapline.dashboard"

export const registerDashboard = (options: DashboardOptions): vscode.Disposable => {
  const { extension, sources } = options
  let open: vscode.WebviewPanel | undefined
  const attach = (panel: vscode.WebviewPanel) => {
    open = panel
    const service = serveDashboard({ ...options, panel, offered: sources.folders })
    panel.onDidDispose(() => {
      service.dispose()
      if (open === panel) open = undefined
    })
  }
  return vscode.Disposable.from(
    vscode.commands.registerCommand("lapline.openDashboard", () => {
      if (open !== undefined) return open.reveal()
      const title = vscode.l10n.t("Lapline Dashboard")
      const column = vscode.ViewColumn.Active
      return attach(
        vscode.window.createWebviewPanel(VIEW, title, column, webviewOptions(extension))
      )
    }),
    vscode.window.registerWebviewPanelSerializer(VIEW, {
      deserializeWebviewPanel: (panel) => {
        attach(panel)
        return Promise.resolve()
      }
    })
  )
}

export interface ServeOptions extends DashboardOptions {
  readonly panel: vscode.WebviewPanel
  /** What may be chosen; the first is shown until another is. */
  readonly offered: () => readonly LapSource[]
}

/** Feeds one page with what it shows, until it is disposed of. */
export const serveDashboard = ({
  extension,
  sources,
  showTrace,
  panel,
  offered
}: ServeOptions): vscode.Disposable => {
  let chosen: string | undefined
  const source = () => {
    const all = offered()
    return all.find(({ id }) => id === chosen) ?? busiest(all)
  }
  let sent: unknown
  const send = () => {
    const shown = source()
    const report = shown?.report()
    if (shown === undefined || report === sent) return
    sent = report
    const labels = offered().map(({ id, path }) => ({ id, label: basename(path) }))
    const data = dashboardOf(shown.report(), { sources: labels, source: shown.id, ownerLabel })
    const message: ToDashboard = { _tag: "Data", data }
    void panel.webview.postMessage(message)
  }
  const subscriptions = [
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = readFromDashboard(value)
      if (message === undefined) return
      if (message._tag === "OpenTrace") {
        const folder = source()?.id
        const { trace, span } = message
        if (folder !== undefined) showTrace({ folder, trace, ...(span === null ? {} : { span }) })
        return
      }
      if (message._tag === "Choose") chosen = message.source
      sent = undefined
      send()
    }),
    // A page that is hidden asks by itself once it is shown again.
    sources.onDidChange(() => {
      if (panel.visible) send()
    })
  ]
  openPage(panel.webview, extension, {
    name: "dashboard",
    title: panel.title,
    words: dashboardWords
  })
  return vscode.Disposable.from(...subscriptions)
}

/** Of several folders the one in which most turns ran. */
const busiest = (all: readonly LapSource[]): LapSource | undefined =>
  all.toSorted((a, b) => b.report().turns.count - a.report().turns.count)[0]
