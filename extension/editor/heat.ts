/** How hot a measured line is: marks in the gutter, taller and warmer, and in the overview ruler. */
import * as vscode from "vscode"
import { HEAT_LEVELS, heatOf, type HeatLevel } from "./lens-choice.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"

export const registerHeat = (placements: Placements, settings: Settings): vscode.Disposable => {
  const types = HEAT_LEVELS.map((level) => ({ level, type: decorationType(level) }))
  const draw = (editor: vscode.TextEditor) => {
    const { document } = editor
    const hottest = placements.slowest(1)[0]?.site.selfMs ?? 0
    const lines = settings.current().showsHeat
      ? heatOf(placements.at(document.uri), settings.current().lens, hottest)
      : new Map<number, HeatLevel>()
    for (const { level, type } of types) {
      const ranges = [...lines]
        .filter(([line, heat]) => heat === level && line < document.lineCount)
        .map(([line]) => new vscode.Range(line, 0, line, 0))
      editor.setDecorations(type, ranges)
    }
  }
  const drawAll = () => vscode.window.visibleTextEditors.forEach(draw)
  drawAll()
  return vscode.Disposable.from(
    ...types.map(({ type }) => type),
    placements.onDidChange(drawAll),
    placements.onDidMove(drawAll),
    settings.onDidChange(drawAll),
    vscode.window.onDidChangeVisibleTextEditors(drawAll)
  )
}

/** The gutter's pictures cannot take theme colours: these are the contributed defaults. */
const GUTTER = {
  light: ["#8a8a8a", "#b58900", "#d9730d", "#c4291c"],
  dark: ["#8f8f8f", "#d7b34b", "#f09a4a", "#ff6b5e"]
} as const

const decorationType = (level: HeatLevel): vscode.TextEditorDecorationType =>
  vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor(`lapline.heat${level}`),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    gutterIconSize: "contain",
    light: { gutterIconPath: bars(level, GUTTER.light[level - 1]) },
    dark: { gutterIconPath: bars(level, GUTTER.dark[level - 1]) }
  })

/** Four steps, as many of them full as the level says: it reads without its colour. */
const bars = (level: HeatLevel, color: string | undefined): vscode.Uri => {
  const steps = HEAT_LEVELS.map((step) => {
    const height = 1 + step * 2.5
    const opacity = step <= level ? 1 : 0.2
    return `<rect x="${step * 3}" y="${14 - height}" width="2" height="${height}" fill="${color}" opacity="${opacity}"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${steps.join("")}</svg>`
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`)
}
