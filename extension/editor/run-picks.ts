/** Asks which conversations to run, and how often. */
import * as vscode from "vscode"
import { labelOf } from "./conversation-command.ts"
import { runsWords } from "./count-words.ts"
import { inert } from "./inert-text.ts"
import type { FoundSample } from "./samples.ts"

/** None when the user leaves without an answer. */
export const pickSamples = async (
  samples: readonly FoundSample[]
): Promise<readonly FoundSample[]> => {
  const picks = samples.map((found) => ({
    label: inert(labelOf(found.sample)),
    ...(found.sample.title === undefined ? {} : { description: inert(found.sample.name) }),
    ...(found.sample.description === undefined ? {} : { detail: inert(found.sample.description) }),
    found
  }))
  const picked = await vscode.window.showQuickPick(picks, {
    title: vscode.l10n.t("Run conversations (1/2)"),
    placeHolder: vscode.l10n.t("Which conversations? The box at the top picks all."),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true
  })
  return (picked ?? []).map(({ found }) => found)
}

/** Undefined when the user leaves without an answer. */
export const pickRuns = async (proposed: number): Promise<number | undefined> => {
  const counts = [...new Set([proposed, 1, 3, 10, 25])]
  const picks = counts.map((runs) => ({ label: runsWords(runs), runs }))
  const other = { label: vscode.l10n.t("Another number…"), runs: undefined }
  const picked = await vscode.window.showQuickPick([...picks, other], {
    title: vscode.l10n.t("Run conversations (2/2)"),
    placeHolder: vscode.l10n.t("How many runs of each? p95 needs 20 turns.")
  })
  return picked === other ? await askRuns() : picked?.runs
}

const askRuns = async (): Promise<number | undefined> => {
  const isCount = (text: string) => /^[1-9]\d{0,3}$/.test(text.trim())
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("How many runs of each conversation?"),
    validateInput: (input) =>
      isCount(input) ? undefined : vscode.l10n.t("A number from 1 to 9999.")
  })
  return text === undefined ? undefined : Number(text)
}
