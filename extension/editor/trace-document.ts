/** Traces as read-only documents whose places are links to the source. */
import * as vscode from "vscode"
import { waterfallOf } from "../../sdk/analyze/waterfall.ts"
import type { LapSources } from "./lap-sources.ts"
import type { Placements } from "./placements.ts"
import { readRef, type TraceRef } from "./site-ref.ts"
import { traceText, traceTextWords, type TraceLink, type TraceText } from "./trace-text.ts"
import { translated } from "./window-language.ts"

const SCHEME = "lapline-trace"

export const registerTraceDocuments = (
  sources: LapSources,
  placements: Placements
): vscode.Disposable => {
  const read = (uri: vscode.Uri): Opened | undefined => {
    const ref = refOf(uri)
    const tree = ref && sources.find(ref.folder)?.trace(ref.trace)
    return (
      ref &&
      tree && { ...traceText(waterfallOf(tree), translated(traceTextWords)), folder: ref.folder }
    )
  }
  /** Only where a placed site stands is a link: the log opens nothing by itself. */
  const target = (folder: string, { file, line }: TraceLink): vscode.Uri | undefined => {
    const placed = placements.recordedAt(sources.placingFolder(folder), file, line)
    if (placed === undefined) return undefined
    return placed.uri.with({ fragment: `L${placed.line + 1}` })
  }
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => read(uri)?.text ?? traceGone()
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      {
        provideDocumentLinks: (document) => {
          const opened = read(document.uri)
          if (opened === undefined) return []
          return opened.links.flatMap((link) => {
            const uri = target(opened.folder, link)
            return uri === undefined ? [] : [new vscode.DocumentLink(rangeOf(link), uri)]
          })
        }
      }
    )
  )
}

/** Opens the trace beside nothing, as a preview, like a file that is looked at. */
export const showTrace = async (ref: TraceRef): Promise<void> => {
  const path = `/${vscode.l10n.t("Trace {0}", ref.trace.replaceAll(/[^\w-]/g, "").slice(0, 8))}`
  const uri = vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(ref) })
  const document = await vscode.workspace.openTextDocument(uri)
  await vscode.window.showTextDocument(document, { preview: true })
}

interface Opened extends TraceText {
  readonly folder: string
}

const refOf = (uri: vscode.Uri): TraceRef | undefined => {
  try {
    const ref = readRef(JSON.parse(uri.query))
    return ref !== undefined && "trace" in ref ? ref : undefined
  } catch {
    // A document of this scheme that someone else made up names no trace.
    return undefined
  }
}

const rangeOf = ({ at }: TraceLink): vscode.Range =>
  new vscode.Range(at.line, at.start, at.line, at.end)

const traceGone = (): string =>
  vscode.l10n.t("This trace is no longer in memory. Open it again from the log's lines.")
