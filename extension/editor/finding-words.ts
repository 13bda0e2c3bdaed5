/** A finding as the Problems view tells it. */
import * as vscode from "vscode"
import type { Evidence, Finding } from "../../sdk/analyze/model.ts"
import { say } from "../../sdk/analyze/sentence.ts"
import { formatCount, formatDuration } from "../protocol/figures.ts"
import { runsWords, turnsWords } from "./count-words.ts"
import { inert } from "./inert-text.ts"
import { editedWords } from "./code-lens.ts"
import { windowLanguage } from "./window-language.ts"

const MOST_CHARACTERS = 600

/** The sentence first, then what it rests on and what it is worth. */
export const findingMessage = (finding: Finding, isEdited: boolean): string => {
  const { told, per, affected, examined, savingMs, savingBasis } = finding
  const all = per === "turn" ? turnsWords(examined) : runsWords(examined)
  const seen = vscode.l10n.t("seen in {0} of {1}", formatCount(affected), all)
  const saving = savingMs === null || savingMs === 0 ? [] : [savingWords(savingMs, savingBasis)]
  const edited = isEdited ? [editedWords()] : []
  return [say(told, windowLanguage), ...edited, seen, ...saving]
    .map((part) => inert(part, MOST_CHARACTERS))
    .join("; ")
}

const savingWords = (savingMs: number, basis: string): string =>
  vscode.l10n.t("would save {0} each: {1}", formatDuration(savingMs), vscode.l10n.t(basis))

/** What stands beside a line that shows a finding. */
export const evidenceMessage = ({ told }: Evidence): string => inert(say(told, windowLanguage))

/** Shown like `serial-tools`, and a link to its section. */
export const findingCode = ({ code }: Finding): { value: string; target: vscode.Uri } => ({
  value: code,
  target: vscode.Uri.parse(`https://github.com/lapline/lapline/blob/main/docs/findings.md#${code}`)
})
