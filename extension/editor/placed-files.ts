/**
 * The texts of the measured source files with the sites anchored in them, kept in step with the
 * open editors.
 */
import * as vscode from "vscode"
import {
  createPlacedText,
  type Measured,
  type PlacedText,
  type TextPlace
} from "../../sdk/analyze/place/placed-text.ts"
import { linesOf, readSource, toTextEdit, type SourceText } from "./document-text.ts"

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

export interface FileMeasured extends Omit<Measured, "unchanged"> {
  /** True when the path was matched as a whole. */
  readonly isWholePath: boolean
  /**
   * When the measuring process started, microseconds since the epoch: it ran the text of that time.
   */
  readonly runStartMicros: number | null
}

/** One reading of each file for all sites that are placed together. */
export type SourceReads = Map<string, Promise<SourceText | undefined>>

export const createPlacedFiles = (): PlacedFiles => {
  const moved = new vscode.EventEmitter<vscode.Uri>()
  const texts = new Map<string, PlacedText>()

  const edit = ({ document, contentChanges }: vscode.TextDocumentChangeEvent) => {
    const text = texts.get(document.uri.toString())
    if (text === undefined || contentChanges.length === 0) return
    text.edit(contentChanges.map(toTextEdit), linesOf(document.getText()))
    moved.fire(document.uri)
  }
  const open = (document: vscode.TextDocument) => {
    const text = texts.get(document.uri.toString())
    if (text === undefined) return
    text.replace(linesOf(document.getText()))
    moved.fire(document.uri)
  }
  const subscriptions = [
    moved,
    vscode.workspace.onDidChangeTextDocument(edit),
    vscode.workspace.onDidOpenTextDocument(open)
  ]

  return {
    measure: async (uri, { isWholePath, runStartMicros, ...measured }, reads) => {
      const id = uri.toString()
      if (texts.get(id)?.knows(measured.key, measured.runId) === true) return true
      const reading = reads.get(id) ?? readSource(uri)
      reads.set(id, reading)
      const source = await reading
      if (source === undefined) return false
      const text = texts.get(id) ?? createPlacedText(source.shown())
      text.replace(source.shown())
      texts.set(id, text)
      const isUnchanged = runStartMicros !== null && source.modifiedMicros <= runStartMicros
      text.measure({ ...measured, unchanged: isWholePath && isUnchanged }, source.disk)
      return true
    },
    placeOf: (uri, siteKey) => texts.get(uri.toString())?.placeOf(siteKey),
    onDidMove: moved.event,
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose()
    }
  }
}
