/** A finding as the Problems view tells it. */
import * as vscode from "vscode"
import { formatCount, formatDuration, formatPlural } from "../../sdk/analyze/format.ts"
import type { Finding } from "../../sdk/analyze/model.ts"
import { inert } from "./inert-text.ts"
import { editedWords } from "./code-lens.ts"

const MOST_CHARACTERS = 600

/** The sentence first, then what it rests on and what it is worth. */
export const findingMessage = (finding: Finding, isEdited: boolean): string => {
  const { message, per, affected, examined, savingMs, savingBasis } = finding
  const seen = vscode.l10n.t(
    "seen in {0} of {1}",
    formatCount(affected),
    formatPlural(examined, per)
  )
  const saving =
    savingMs === null || savingMs === 0
      ? []
      : [vscode.l10n.t("would save {0} each: {1}", formatDuration(savingMs), savingBasis)]
  const edited = isEdited ? [editedWords()] : []
  return [message, ...edited, seen, ...saving]
    .map((part) => inert(part, MOST_CHARACTERS))
    .join("; ")
}

/** Shown like `serial-tools`, and a link to its section. */
export const findingCode = ({ code }: Finding): { value: string; target: vscode.Uri } => ({
  value: code,
  target: vscode.Uri.parse(`https://github.com/lapline/lapline/blob/main/docs/findings.md#${code}`)
})
