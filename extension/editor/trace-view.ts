/** The trace view: one webview a trace, fed with the columns that it draws. */
import * as vscode from "vscode"
import { ownerLabel } from "./owner-words.ts"
import { parseFilter } from "../../sdk/analyze/filter/filter.ts"
import type { TraceNode, TraceTree } from "../../sdk/analyze/trace-tree.ts"
import { readFromTrace, type FromTrace, type ToTrace } from "../protocol/trace-messages.ts"
import { traceWords } from "../protocol/trace-words.ts"
import { columnsOf } from "./trace-columns.ts"
import { filterProblemWords } from "./filter-words.ts"
import type { LapSources } from "./lap-sources.ts"
import type { Placements } from "./placements.ts"
import { readRef, type TraceRef } from "./site-ref.ts"
import { spanDetails } from "./span-details.ts"
import { openPage, webviewOptions } from "./webview-page.ts"

export interface TraceViews {
  /** Opens the trace, or brings the view forward that shows it already. */
  readonly show: (ref: TraceRef) => void
  readonly dispose: () => void
}

export interface TraceViewOptions {
  /** The extension's own folder. */
  readonly extension: vscode.Uri
  readonly sources: LapSources
  readonly placements: Placements
}

const VIEW = "lapline.trace"
/** A trace that grows is built anew at each refresh; one of this size once its logs have been quiet for a while. */
const MOST_LIVE_SPANS = 20_000
const QUIET_MS = 500

export const createTraceViews = (options: TraceViewOptions): TraceViews => {
  const open = new Map<string, OpenView>()
  const attach = (panel: vscode.WebviewPanel, ref: TraceRef): void => {
    const key = keyOf(ref)
    const view = openView(panel, ref, options)
    open.set(key, view)
    panel.onDidDispose(() => {
      view.dispose()
      open.delete(key)
    })
  }
  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW, {
    deserializeWebviewPanel: (panel, state: unknown) => {
      const ref = readRef(fieldOf(state, "ref"))
      if (ref !== undefined && "trace" in ref) attach(panel, ref)
      else panel.dispose()
      return Promise.resolve()
    }
  })
  return {
    show: (ref) => {
      const known = open.get(keyOf(ref))
      if (known !== undefined) {
        known.show(ref)
        return
      }
      const title = vscode.l10n.t("Trace {0}", ref.trace.replaceAll(/[^\w-]/g, "").slice(0, 8))
      const column = vscode.ViewColumn.Active
      attach(
        vscode.window.createWebviewPanel(VIEW, title, column, webviewOptions(options.extension)),
        ref
      )
    },
    dispose: () => {
      serializer.dispose()
      for (const view of open.values()) view.dispose()
    }
  }
}

interface OpenView {
  readonly show: (ref: TraceRef) => void
  readonly dispose: () => void
}

const openView = (
  panel: vscode.WebviewPanel,
  { span: firstSpan, ...ref }: TraceRef,
  { extension, sources, placements }: TraceViewOptions
): OpenView => {
  let tree: TraceTree | undefined
  let version = 0
  let wanted = firstSpan
  let described: { readonly span: number; readonly canOpen: boolean } | undefined
  const post = (message: ToTrace) => void panel.webview.postMessage(message)
  const placed = ({ record }: TraceNode) =>
    record?.code.file === undefined
      ? undefined
      : placements.recordedAt(sources.placingFolder(ref.folder), record.code.file, record.code.line)
  const send = () => {
    if (tree === undefined) {
      post({ _tag: "Missing" })
      return
    }
    post({ _tag: "Trace", ref, trace: columnsOf(tree, { version, ownerLabel }) })
    const span = tree.nodes.findIndex(({ record }) => record?.spanId === wanted)
    if (wanted !== undefined && span >= 0) post({ _tag: "Select", span })
    wanted = undefined
  }
  let quiet: NodeJS.Timeout | undefined
  const refresh = () => {
    const next = sources.find(ref.folder)?.trace(ref.trace)
    // What was let go or cleared stays in the view that shows it.
    if (next === undefined || next.nodes.length === tree?.nodes.length) return false
    tree = next
    version += 1
    return true
  }
  const sendNew = () => {
    if (refresh()) send()
  }
  const answer = async (message: FromTrace): Promise<void> => {
    if (message._tag === "Ready") {
      refresh()
      send()
      return
    }
    if (message._tag === "OpenText") {
      await vscode.commands.executeCommand("lapline.openTraceText", ref)
      return
    }
    // A question about rows that are others by now.
    if (tree === undefined || message.version !== version) return
    if (message._tag === "Search") {
      post({ _tag: "Found", version, query: message.query, ...search(tree, message.query) })
      return
    }
    const node = tree.nodes[message.span]
    if (node === undefined) return
    const place = placed(node)
    if (message._tag === "OpenSource") {
      if (place !== undefined) await openBeside(panel, place.uri, place.line)
      return
    }
    const canOpen = place !== undefined
    described = { span: message.span, canOpen }
    post({ _tag: "Details", version, span: message.span, details: spanDetails(node, canOpen) })
  }
  /** A place can be found later than the span is chosen. */
  const describeAgain = async () => {
    const node = described && tree?.nodes[described.span]
    if (described === undefined || node === undefined) return
    if ((placed(node) !== undefined) === described.canOpen) return
    await answer({ _tag: "Describe", version, span: described.span })
  }

  const subscriptions = [
    panel.webview.onDidReceiveMessage(async (value: unknown) => {
      const message = readFromTrace(value)
      if (message !== undefined) await answer(message)
    }),
    sources.onDidChange(() => {
      if (!panel.visible) return
      clearTimeout(quiet)
      if (tree === undefined || tree.nodes.length <= MOST_LIVE_SPANS) sendNew()
      else quiet = setTimeout(sendNew, QUIET_MS)
    }),
    placements.onDidChange(describeAgain)
  ]
  openPage(panel.webview, extension, { name: "trace", title: panel.title, words: traceWords })
  return {
    show: ({ span }) => {
      panel.reveal()
      wanted = span
      const at = tree?.nodes.findIndex(({ record }) => record?.spanId === span) ?? -1
      if (span !== undefined && at >= 0) post({ _tag: "Select", span: at })
    },
    dispose: () => {
      clearTimeout(quiet)
      for (const subscription of subscriptions) subscription.dispose()
    }
  }
}

const search = (
  { nodes }: TraceTree,
  query: string
): { readonly spans: Uint32Array; readonly problem: string | null } => {
  const filter = parseFilter(query)
  if (filter._tag === "FilterProblem") {
    return { spans: new Uint32Array(), problem: filterProblemWords(filter) }
  }
  const spans = nodes.flatMap(({ record }, row) =>
    record !== undefined && filter.matches(record) ? [row] : []
  )
  return { spans: Uint32Array.from(spans), problem: null }
}

/** Beside the trace, so that both are seen. */
const openBeside = async (
  { viewColumn }: vscode.WebviewPanel,
  uri: vscode.Uri,
  line: number
): Promise<void> => {
  const { One, Two } = vscode.ViewColumn
  const at = new vscode.Position(line, 0)
  const selection = new vscode.Range(at, at)
  await vscode.window.showTextDocument(uri, {
    viewColumn: viewColumn === One || viewColumn === undefined ? Two : One,
    selection
  })
}

const keyOf = ({ folder, trace }: TraceRef): string => `${folder}\0${trace}`

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined
