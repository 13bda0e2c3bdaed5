/** A source file's text as it lies on disk and as the editor shows it. */
import * as vscode from "vscode"
import type { TextEdit } from "../../sdk/analyze/place/edit.ts"

export interface SourceText {
  readonly disk: readonly string[]
  /** As the editor shows it at the time of the call. */
  readonly shown: () => readonly string[]
  /** Since when the file has been there with this text, microseconds since the epoch. */
  readonly sinceMicros: number
  /** When it was read. */
  readonly readMicros: number
}

/** Sources larger than this are generated: their lines are not placed. */
const MOST_BYTES = 4_000_000

/** Undefined when the file is gone, unreadable or too large. */
export const readSource = async (uri: vscode.Uri): Promise<SourceText | undefined> => {
  try {
    const readMicros = Date.now() * 1000
    const { mtime, ctime, size } = await vscode.workspace.fs.stat(uri)
    if (size > MOST_BYTES) return undefined
    const disk = linesOf(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)))
    const after = await vscode.workspace.fs.stat(uri)
    // A file that was put there by copying keeps an old time of change; the time of its making tells.
    const sinceMs = mtime === after.mtime ? Math.max(mtime, ctime) : Number.POSITIVE_INFINITY
    return { disk, shown: () => shownLines(uri) ?? disk, sinceMicros: sinceMs * 1000, readMicros }
  } catch {
    // The file system said why; for placing it only matters that there is no text.
    return undefined
  }
}

export const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())

const shownLines = (uri: vscode.Uri): readonly string[] | undefined => {
  const open = openDocument(uri)
  return open && linesOf(open.getText())
}

/** Split at every line ending that the editor knows. */
export const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/)

export const toTextEdit = ({ range, text }: vscode.TextDocumentContentChangeEvent): TextEdit => ({
  startLine: range.start.line,
  startCharacter: range.start.character,
  endLine: range.end.line,
  endCharacter: range.end.character,
  text
})
