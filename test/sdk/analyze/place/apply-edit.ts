/** The text after an edit: the oracle that knows nothing of line arithmetic. */
import type { TextEdit } from "../../../../sdk/analyze/place/edit.ts"

export const applyEdit = (lines: readonly string[], edit: TextEdit): readonly string[] => {
  const head = [
    ...lines.slice(0, edit.startLine),
    (lines[edit.startLine] ?? "").slice(0, edit.startCharacter)
  ]
  const tail = [
    (lines[edit.endLine] ?? "").slice(edit.endCharacter),
    ...lines.slice(edit.endLine + 1)
  ]
  return `${head.join("\n")}${edit.text}${tail.join("\n")}`.split("\n")
}
