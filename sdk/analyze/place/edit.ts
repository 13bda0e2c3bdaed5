/** Carries a line number through an edit of the text around it. */
import { indentOf } from "./block.ts"

/** A replaced range, 0-based, as editors report it, and the text that took its place. */
export interface TextEdit {
  readonly startLine: number
  readonly startCharacter: number
  readonly endLine: number
  readonly endCharacter: number
  readonly text: string
}

/**
 * Where a line (0-based; `text` is what it held before the edit) is after the edit; undefined when
 * the edit took the beginning of its content away.
 */
export const shiftLine = (line: number, text: string, edit: TextEdit): number | undefined => {
  const added = newLines(edit.text)
  const content = indentOf(text)
  const startsAfter =
    edit.startLine > line || (edit.startLine === line && edit.startCharacter > content)
  if (startsAfter) return line
  const endsBefore = edit.endLine < line || (edit.endLine === line && edit.endCharacter <= content)
  if (endsBefore) return line + added - (edit.endLine - edit.startLine)
  return undefined
}

const newLines = (text: string): number => text.split("\n").length - 1
