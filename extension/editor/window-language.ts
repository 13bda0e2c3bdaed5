/** The language of the window: its words are translated by the editor, its figures written as it writes them. */
import * as vscode from "vscode"
import type { Language } from "../../sdk/analyze/sentence.ts"
import {
  figureWords,
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  writeFigures
} from "../protocol/figures.ts"

/** Before anything is shown. */
export const speakWindowLanguage = (): void =>
  writeFigures({
    figures: vscode.l10n.t(figureWords.figures),
    tooSmall: vscode.l10n.t(figureWords.tooSmall)
  })

/** For sentences and titles that are made without the editor. */
export const windowLanguage: Language = {
  translate: (english) => vscode.l10n.t(english),
  count: formatCount,
  duration: formatDuration,
  percent: formatPercent,
  bytes: formatBytes
}

/** All words of a page or a document at once. */
export const translated = <Key extends string>(
  words: Readonly<Record<Key, string>>
): Readonly<Record<Key, string>> => {
  const entries = Object.entries<string>(words).map(([key, text]) => [key, vscode.l10n.t(text)])
  return Object.fromEntries(entries) as Record<Key, string>
}
