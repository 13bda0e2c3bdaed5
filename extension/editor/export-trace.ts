/** Writes one trace to a file that other tools open. */
import { basename } from "node:path"
import * as vscode from "vscode"
import type { LapRecord } from "../../sdk/record/record.ts"
import { inert } from "./inert-text.ts"
import type { Laps } from "./laps.ts"
import { pickTrace } from "./open-trace.ts"
import type { Placements } from "./placements.ts"
import { readRef, type TraceRef } from "./site-ref.ts"

export interface ExportTraceOptions {
  readonly laps: Laps
  readonly placements: Placements
  /** The records as a trace in Chrome's JSON format, in pieces. */
  readonly toPerfetto: (records: readonly LapRecord[]) => Iterable<string>
}

const PERFETTO = "https://ui.perfetto.dev"

export const registerExportTrace = (options: ExportTraceOptions): vscode.Disposable =>
  vscode.commands.registerCommand("lapline.exportTrace", async (argument?: unknown) => {
    const { laps, placements } = options
    const ref = readRef(argument)
    if (ref !== undefined && "trace" in ref) return exportTrace(options, ref)
    const placement = ref && "site" in ref ? placements.of(ref.folder, ref.site) : undefined
    const picked = await pickTrace(laps, placement)
    return picked && exportTrace(options, picked)
  })

const exportTrace = async (
  { laps, toPerfetto }: ExportTraceOptions,
  { folder, trace }: TraceRef
): Promise<void> => {
  const from = laps.folders().find(({ id }) => id === folder)
  const records = from?.trace(trace)?.nodes.flatMap(({ record }) => record ?? []) ?? []
  if (from === undefined || records.length === 0) {
    const text = vscode.l10n.t(
      "This trace is no longer in memory. Open its log again, then export."
    )
    return void vscode.window.showWarningMessage(text)
  }
  const name = `trace-${trace.replaceAll(/[^\w-]/g, "").slice(0, 8)}.json`
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export a trace for Perfetto"),
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(from.path), name),
    filters: { [vscode.l10n.t("Chrome trace")]: ["json"] }
  })
  if (uri === undefined) return
  try {
    const text = [...toPerfetto(records)].join("")
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const text = vscode.l10n.t(
      "The trace cannot be written: {0}. Choose another place.",
      inert(why)
    )
    return void vscode.window.showErrorMessage(text)
  }
  const open = vscode.l10n.t("Open Perfetto")
  const text = vscode.l10n.t(
    "{0} is written. Perfetto and chrome://tracing open it.",
    inert(basename(uri.path))
  )
  if ((await vscode.window.showInformationMessage(text, open)) === open) {
    await vscode.env.openExternal(vscode.Uri.parse(PERFETTO))
  }
}
