/** Lap times above the measured lines. */
import * as vscode from "vscode"
import { chooseLenses, lensText } from "./lens-choice.ts"
import { createLensCommands } from "./lens-commands.ts"
import type { PlacedSite } from "./placement.ts"
import type { Placements } from "./placements.ts"
import type { Settings } from "./settings.ts"
import { windowLanguage } from "./window-language.ts"

/**
 * The editor drops a refresh that is under way when it loses focus; asking once more afterwards
 * brings it back.
 */
const ASK_AGAIN_MS = 1_000

/** Lines are answered at once and titles when they come into view, so that nothing jumps. */
export const registerCodeLens = (placements: Placements, settings: Settings): vscode.Disposable => {
  const changed = new vscode.EventEmitter<void>()
  const commands = createLensCommands()
  let again: NodeJS.Timeout | undefined
  const refresh = () => {
    changed.fire()
    clearTimeout(again)
    again = setTimeout(() => changed.fire(), ASK_AGAIN_MS)
  }
  const provider: vscode.CodeLensProvider<SiteLens> = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => {
      const { lens } = settings.current()
      if (lens.placement === "endOfLine") return []
      return chooseLenses(placements.at(document.uri), lens).flatMap(({ line, sites }) =>
        sites.map((placed) => new SiteLens(line, placed, sites.length === 1))
      )
    },
    resolveCodeLens: (lens) => {
      const { folder, site } = lens.placed
      lens.command = {
        title: lensText(lens.placed, lensWords(lens.isAlone)),
        command: commands.commandFor({ folder: folder.id, site: site.key })
      }
      return lens
    }
  }
  return vscode.Disposable.from(
    changed,
    commands,
    new vscode.Disposable(() => clearTimeout(again)),
    vscode.languages.registerCodeLensProvider({ scheme: "file" }, provider),
    placements.onDidChange(refresh),
    settings.onDidChange(refresh),
    vscode.window.onDidChangeVisibleTextEditors(refresh)
  )
}

export const lensWords = (isAlone: boolean): Parameters<typeof lensText>[1] => ({
  isAlone,
  edited: editedWords(),
  language: windowLanguage
})

export const editedWords = (): string => vscode.l10n.t("edited since the run")

class SiteLens extends vscode.CodeLens {
  readonly placed: PlacedSite
  /** True when no other site has a lens on this line. */
  readonly isAlone: boolean

  constructor(line: number, placed: PlacedSite, isAlone: boolean) {
    super(new vscode.Range(line, 0, line, 0))
    this.placed = placed
    this.isAlone = isAlone
  }
}
