/** Lap times at the end of the measured lines, where there is no CodeLens. */
import * as vscode from "vscode"
import { lensWords } from "./code-lens.ts"
import { chooseLenses, lensText } from "./lens-choice.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"

/**
 * A file with more measured lines than this shows those at its top only: each decoration costs the
 * editor.
 */
const MOST_LINES = 500

export const registerEndOfLine = (
  placements: Placements,
  settings: Settings
): vscode.Disposable => {
  const fresh = decorationType("lapline.lineTime")
  const stale = decorationType("lapline.lineTimeStale")
  const draw = (editor: vscode.TextEditor) => {
    const options = isWanted(editor.document, settings)
      ? decorationsOf(editor.document, placements, settings)
      : { fresh: [], stale: [] }
    editor.setDecorations(fresh, options.fresh)
    editor.setDecorations(stale, options.stale)
  }
  const drawAll = () => vscode.window.visibleTextEditors.forEach(draw)
  drawAll()
  return vscode.Disposable.from(
    fresh,
    stale,
    placements.onDidChange(drawAll),
    placements.onDidMove(drawAll),
    settings.onDidChange(drawAll),
    vscode.window.onDidChangeVisibleTextEditors(drawAll)
  )
}

const isWanted = (document: vscode.TextDocument, settings: Settings): boolean => {
  const hasLens = vscode.workspace.getConfiguration("editor", document).get("codeLens") !== false
  return settings.current().lens.placement !== "above" || !hasLens
}

const decorationsOf = (
  document: vscode.TextDocument,
  placements: Placements,
  settings: Settings
): Record<"fresh" | "stale", vscode.DecorationOptions[]> => {
  const options = {
    fresh: [] as vscode.DecorationOptions[],
    stale: [] as vscode.DecorationOptions[]
  }
  const lines = chooseLenses(placements.at(document.uri), settings.current().lens)
  for (const { line, sites } of lines.slice(0, MOST_LINES)) {
    const [first] = sites
    if (first === undefined || line >= document.lineCount) continue
    const end = document.lineAt(line).range.end
    const contentText = lensText(first, lensWords(sites.length === 1))
    const range = new vscode.Range(end, end)
    options[first.state === "edited" ? "stale" : "fresh"].push({
      range,
      renderOptions: { after: { contentText } }
    })
  }
  return options
}

const decorationType = (color: string): vscode.TextEditorDecorationType =>
  vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    after: { margin: "0 0 0 3em", color: new vscode.ThemeColor(color) }
  })
