/**
 * The texts of the measured source files with the sites anchored in them, kept in step with the
 * open editors and with the disk.
 */
import * as vscode from "vscode"
import {
  createPlacedText,
  type Measured,
  type PlacedText,
  type TextPlace
} from "../../sdk/analyze/place/placed-text.ts"
import { linesOf, openDocument, readSource, toTextEdit, type SourceText } from "./document-text.ts"
import { findSymbol } from "./symbols.ts"
import { createRunTexts, type MeasuringRun } from "./run-texts.ts"

export interface PlacedFiles {
  /**
   * Anchors a site in a file unless this measurement of it is anchored already; false when there is
   * no text.
   */
  readonly measure: (
    uri: vscode.Uri,
    measured: FileMeasured,
    reads: SourceReads
  ) => Promise<boolean>
  readonly placeOf: (uri: vscode.Uri, siteKey: string) => TextPlace | undefined
  /** An edit of this document moved lines. */
  readonly onDidMove: vscode.Event<vscode.Uri>
  readonly dispose: () => void
}

export interface FileMeasured extends Measured {
  readonly run: MeasuringRun
}

/** One reading of each file for all sites that are placed together. */
export type SourceReads = Map<string, Promise<SourceText | undefined>>

/** So long a change may stay without the mark of unsaved changes before it counts as the disk's. */
const SETTLE_MS = 400

export const createPlacedFiles = (): PlacedFiles => {
  const moved = new vscode.EventEmitter<vscode.Uri>()
  const texts = new Map<string, PlacedText>()
  const runTexts = createRunTexts()
  const doubts = new Map<string, NodeJS.Timeout>()

  const settle = (id: string) => {
    clearTimeout(doubts.get(id))
    doubts.delete(id)
  }
  /**
   * The editor tells a file that was changed on disk as an edit of what differs, which is no edit
   * that anyone made: duplicated code may as well be above as below. Such a change is known by the
   * document having no unsaved changes, also a moment later.
   */
  const doubt = (document: vscode.TextDocument, text: PlacedText) => {
    const id = document.uri.toString()
    settle(id)
    const check = () => {
      doubts.delete(id)
      if (document.isDirty || document.isClosed) return
      text.release()
      moved.fire(document.uri)
    }
    doubts.set(id, setTimeout(check, SETTLE_MS))
  }
  const edit = ({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent) => {
    const id = document.uri.toString()
    const text = texts.get(id)
    if (text === undefined) return
    if (document.isDirty || reason !== undefined) settle(id)
    if (contentChanges.length === 0) return
    text.edit(contentChanges.map(toTextEdit), linesOf(document.getText()))
    if (!document.isDirty && reason === undefined) doubt(document, text)
    moved.fire(document.uri)
  }
  const replace = (uri: vscode.Uri, lines: readonly string[]) => {
    texts.get(uri.toString())?.replace(lines)
    moved.fire(uri)
  }
  /** What lies on disk is what is shown where no editor has the file open. */
  const reread = async (uri: vscode.Uri) => {
    if (!texts.has(uri.toString())) return
    const source = await readSource(uri)
    if (source === undefined) return
    runTexts.see(uri, source)
    if (openDocument(uri) === undefined) replace(uri, source.disk)
  }
  const watcher = vscode.workspace.createFileSystemWatcher("**/*", true, false, true)
  const subscriptions = [
    moved,
    watcher,
    watcher.onDidChange(reread),
    vscode.workspace.onDidChangeTextDocument(edit),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (texts.has(document.uri.toString())) replace(document.uri, linesOf(document.getText()))
    }),
    vscode.workspace.onDidCloseTextDocument((document) => void reread(document.uri))
  ]

  return {
    measure: async (uri, { run, ...measured }, reads) => {
      const id = uri.toString()
      if (texts.get(id)?.knows(measured.key, measured.runId) === true) return true
      const reading = reads.get(id) ?? readSource(uri)
      reads.set(id, reading)
      const source = await reading
      if (source === undefined) return false
      const ran = await runTexts.of(uri, source, run)
      const text = texts.get(id) ?? createPlacedText(source.shown())
      text.replace(source.shown())
      texts.set(id, text)
      const known = { run: ran, disk: source.disk }
      text.measure(measured, known)
      const name = measured.names.function
      if (text.placeOf(measured.key)?.line === undefined && name !== undefined) {
        const symbolLine = await findSymbol(uri, name)
        if (symbolLine !== undefined) text.measure(measured, { ...known, symbolLine })
      }
      return true
    },
    placeOf: (uri, siteKey) => texts.get(uri.toString())?.placeOf(siteKey),
    onDidMove: moved.event,
    dispose: () => {
      for (const timer of doubts.values()) clearTimeout(timer)
      for (const subscription of subscriptions) subscription.dispose()
    }
  }
}
